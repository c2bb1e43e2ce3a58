# shellcheck shell=bash
# Power cuts: a guest in which files and logs are appended to is killed at a random moment and booted again with the same media.
# One boot checks what the last cut has left, and appends until the next cut.

readonly CUT_SUBJECTS=(DAX_MAPPED DAX_WRITE DIRECT BUFFERED MAPPED DAX_SLOTS DAX_FILES DISK_SLOTS DISK_FILES)
readonly CUT_CONTROLS=(BUFFERED_UNFORCED DIRECT_UNFORCED SLOTS_UNFORCED)

# The longest time for a guest to boot and to check, in seconds.
readonly CUT_PATIENCE=600
# Cuts come after so many lines that the guest has told, at most: on a busy machine time says little.
readonly CUT_WINDOW=3000

power_cut() { # [--rounds N] [--seed N] [--only SUBJECT]...
  local rounds=6 seed=$((SRANDOM % 100000)) subjects=() controls=() round subject status=0
  while (($#)); do
    (($# > 1)) || misuse "power-cut: $1 wants a value"
    case $1 in
      --only)
        one_of "$1" "$2" "${CUT_SUBJECTS[@]}" "${CUT_CONTROLS[@]}"
        if [[ $2 == *_UNFORCED ]]; then controls+=("$2"); else subjects+=("$2"); fi
        ;;
      --rounds | --seed) [[ $2 =~ ^[1-9][0-9]*$ ]] || misuse "$1 wants a number" ;;&
      --rounds) rounds=$2 ;;
      --seed) seed=$2 ;;
      *) misuse "power-cut: unknown: $1" ;;
    esac
    shift 2
  done
  ((${#subjects[@]})) || subjects=("${CUT_SUBJECTS[@]}")
  ((${#controls[@]})) || controls=("${CUT_CONTROLS[@]}")
  subjects+=("${controls[@]}")
  RANDOM=$((seed % 32768))
  # shellcheck disable=SC2034 # guest.sh boots with them.
  mapfile -t PLACES < <(for subject in "${subjects[@]}"; do cut_place "$subject"; done | awk '!seen[$0]++')
  prepare
  tests_locked tests_prepare
  mkdir -- "$WORK/job"
  CUT_TOLD=$WORK/job/told
  : >"$CUT_TOLD"
  # shellcheck disable=SC2154 # dax-vm's --fs.
  say "$rounds power cuts on $fs with seed $seed: ${subjects[*]}"
  for ((round = 1; round <= rounds; round++)); do
    cut_boot append "$round"
    cut_power "$round" || cut_failed "$round"
  done
  cut_boot check "$round"
  guest_wait "$CUT_PATIENCE" || cut_failed "$round"
  cut_figures
  for subject in "${controls[@]}"; do
    grep -q "^$subject lost " "$CUT_TOLD" && continue
    say "$subject lost nothing, although it forces nothing: these cuts prove nothing"
    status=1
  done
  return "$status"
}

# Where a subject lies. A force of any file of a disk empties the disk's cache, so each on a disk has one of its own; the
# controls force nothing.
cut_place() { # SUBJECT
  case $1 in
    DAX_*) printf '%s nvdimm always\n' "$fs" ;;
    *_UNFORCED) printf '%s disk of-controls\n' "$fs" ;;
    *) printf '%s disk of-%s\n' "$fs" "${1,,}" ;;
  esac
}

cut_boot() { # append|check ROUND
  local command out err
  mapfile -t command < <(cut_command "$1" "$2")
  guest_job "${command[@]}"
  cut_history >"$WORK/job/history"
  exec {out}>>"$CUT_TOLD" {err}>"$WORK/err.log"
  guest_start "$out" "$err"
  exec {out}>&- {err}>&-
}

# Of what was told: with which end each round began, and the last of all else.
cut_history() {
  awk '
    $2 == "start" { print NR, $0; next }
    { last[$1 $2] = NR " " $0 }
    END { for (key in last) print last[key] }' "$CUT_TOLD" | sort -n | cut -d " " -f 2-
}

# Prints the command for the guest, one argument a line.
cut_command() { # append|check ROUND
  local java=java subject
  [[ -z $jdk ]] || java=$jdk/bin/java
  printf '%s\n' "$java" "${TESTS_JVM[@]}" -XX:+UseSerialGC -Xmx512m -cp "$TESTS_CLASSPATH" \
    io.tidemark.powercut.PowerCut "$1" "$2" "$seed" /.job/history
  for subject in "${subjects[@]}"; do
    printf '%s\n' "$subject"
    guest_directory "$(cut_place "$subject")"
  done
}

# Kills the guest once it has told a random number of things; fails if it ended before.
cut_power() { # ROUND
  local lines told tenths=0
  lines=$((RANDOM * RANDOM * CUT_WINDOW / 32768 / 32768)) # More often early, where files are being recovered.
  told=$(wc -l <"$CUT_TOLD")
  while (($(wc -l <"$CUT_TOLD") <= told + lines)); do
    kill -0 "$GUEST" 2>/dev/null || return
    ((tenths += 1, tenths < CUT_PATIENCE * 10)) || return
    sleep 0.1
  done
  sleep "0.$(printf %03d $((RANDOM % 1000)))"
  kill -0 "$GUEST" 2>/dev/null || return
  guest_kill
  ! grep -q ' violation ' "$CUT_TOLD" || return
  # A line that the cut has torn would spoil the first of the next round.
  [[ -z $(tail -c 1 -- "$CUT_TOLD") ]] || sed -i '$d' -- "$CUT_TOLD"
  say "round $1: cut after $(($(wc -l <"$CUT_TOLD") - told)) lines"
}

cut_failed() { # ROUND
  local kept
  guest_kill
  grep ' violation ' "$CUT_TOLD" >&2
  cat -- "$WORK/err.log" >&2
  kept=$(mktemp -d -- "${TMPDIR:-/tmp}/dax-vm-cut.XXXXXX")
  mv -- "$WORK"/*.img "$WORK"/*.log "$WORK/job" "$kept"
  say "failed in round $1, seed $seed; what is left: $kept"
  exit 1
}

# What each subject was told to keep, and lost; of a log by the mode that its tail had before the cut.
cut_figures() {
  awk '
    { key = $1 mode[$1] }
    $2 == "durable" { acknowledged[key]++ }
    $2 == "kept" { checks[key]++; extra[key] += $5 }
    $2 == "lost" { checks[key]++; lost[key]++ }
    $2 == "sealed" { seals[key]++ }
    $2 == "discarded" { discards[key]++ }
    $2 == "start" && $1 ~ /SLOTS|FILES/ { mode[$1] = " " $5 }
    END {
      format = "%-21s %7s %13s %7s %9s %15s %12s\n"
      printf format, "", "checks", "acknowledged", "seals", "discards", "found beyond", "with losses"
      for (key in acknowledged)
        printf format, key, checks[key] + 0, acknowledged[key], seals[key] + 0, discards[key] + 0, extra[key] + 0,
          lost[key] + 0 | "sort"
    }' "$CUT_TOLD"
}
