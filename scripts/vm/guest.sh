# shellcheck shell=bash
# A guest: its images and job folder, booting it in the background, waiting for it, cutting its power.
#
# The guest's state is in one folder, $WORK: a later guest_start finds the images as the earlier guest left them.
# What the guest writes to its persistent memory is in the image file as soon as it is stored, so that killing the
# guest's process is the power cut.

readonly PMEM_MIB=${TIDEMARK_VM_PMEM_MIB:-1024}
readonly RAM_MIB=${TIDEMARK_VM_RAM_MIB:-3072}

# Places, one string each: FS DEVICE DAX, as 'ext4 nvdimm always'.
PLACES=()
# Options of qemu that a caller adds.
QEMU_EXTRA=()
GUEST=

# The directory in the guest at which a place is mounted.
guest_directory() { # PLACE
  printf '/dax/%s\n' "${1// /-}"
}

# Writes the job that the next guest_start runs.
guest_job() { # COMMAND...
  local job=$WORK/job place names=()
  mkdir -p -- "$job"
  rm -f -- "$job/status"
  for place in "${PLACES[@]}"; do
    printf '%s %s\n' "$place" "$(guest_directory "$place")"
    names+=("${place// /:}:$(guest_directory "$place")")
  done >"$job/places"
  printf '%s\n' "$PROJECT" >"$job/project"
  printf '%s\n' "$KERNEL/lib/modules" >"$job/modules"
  printf '%s\0' "$@" >"$job/command"
  printf '%s\0' "PATH=$PATH" "HOME=$HOME" "LANG=C.UTF-8" "TERM=${TERM:-dumb}" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} \
    "TIDEMARK_DAX_DIR=$(guest_directory "${PLACES[0]}")" "TIDEMARK_DAX_PLACES=${names[*]}" >"$job/environment"
}

# Boots the guest in the background; GUEST is its process. What the command writes arrives at OUT and ERR.
guest_start() { # OUT-FD ERR-FD
  local qemu=(
    qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot
    -accel "tcg,thread=multi" -cpu max -smp 2 -machine "q35,nvdimm=on"
    -m "${RAM_MIB}M,slots=16,maxmem=$((RAM_MIB + PMEM_MIB * (${#PLACES[@]} + 1)))M"
    -kernel "$KERNEL/vmlinuz" -initrd "$WORK/initramfs"
    -append "console=ttyS0 quiet panic=-1 oops=panic mitigations=off nokaslr cryptomgr.notests apparmor=0 audit=0"
    -serial "file:$WORK/console.log"
    -device virtio-serial-pci
  )
  guest_share root / "readonly=on,"
  guest_share project "$PROJECT"
  guest_share job "$WORK/job"
  guest_devices
  if [[ -e $WORK/job/interactive ]]; then
    qemu+=(-chardev "stdio,id=terminal,signal=off" -device "virtconsole,chardev=terminal")
    "${qemu[@]}" "${QEMU_EXTRA[@]}" <&0 &
  else
    qemu+=(-add-fd "fd=$1,set=1" -chardev "file,id=out,path=/dev/fdset/1,append=on" -device "virtserialport,chardev=out,name=out")
    qemu+=(-add-fd "fd=$2,set=2" -chardev "file,id=err,path=/dev/fdset/2,append=on" -device "virtserialport,chardev=err,name=err")
    "${qemu[@]}" "${QEMU_EXTRA[@]}" </dev/null >"$WORK/qemu.log" 2>&1 &
  fi
  GUEST=$!
}

# Adds a folder of the host to the caller's qemu options.
guest_share() { # TAG FOLDER [OPTIONS]
  qemu+=(-fsdev "local,id=$1,path=${2//,/,,},security_model=none,${3:-}multidevs=remap")
  qemu+=(-device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

# Adds the places' devices to the caller's qemu options; a missing image is made, an existing one is kept.
guest_devices() {
  local place image number=0
  for place in "${PLACES[@]}"; do
    number=$((number + 1))
    image=$WORK/pmem$number.img
    [[ -e $image ]] || truncate -s "${PMEM_MIB}M" -- "$image"
    qemu+=(-object "memory-backend-file,id=memory$number,share=on,mem-path=${image//,/,,},size=${PMEM_MIB}M")
    case $place in
      *\ nvdimm\ *) qemu+=(-device "nvdimm,id=pmem$number,memdev=memory$number") ;;
      *) qemu+=(-device "virtio-pmem-pci,id=pmem$number,memdev=memory$number") ;;
    esac
  done
}

# Waits until the guest has ended or the time is up, which ends it. Returns the command's exit status, 124 after a
# timeout, 125 if the guest ended without one: it did not boot, or it panicked.
guest_wait() { # SECONDS
  local timer
  rm -f -- "$WORK/timeout"
  { sleep "$1" && : >"$WORK/timeout" && kill "$GUEST"; } 2>/dev/null &
  timer=$!
  wait "$GUEST"
  pkill -P "$timer" sleep
  wait "$timer" 2>/dev/null
  GUEST=
  if [[ -s $WORK/job/status ]]; then
    return "$(<"$WORK/job/status")"
  fi
  [[ ! -e $WORK/timeout ]] || return 124
  return 125
}

# The power cut: nothing in the guest gets a chance to write anything more.
guest_kill() {
  [[ -n $GUEST ]] || return 0
  kill -KILL "$GUEST"
  wait "$GUEST" 2>/dev/null
  GUEST=
}
