# shellcheck shell=bash
# A guest: its images and job folder, booting it in the background, waiting for it, cutting its power.
#
# The guest's state is in one folder, $WORK: a later guest_start finds the images as the earlier guest left them.
# What the guest writes to its persistent memory is in the image file as soon as it is stored, so that killing the
# guest's process is the power cut.

readonly PMEM_MIB=1024
readonly RAM_MIB=3072

# Places, one string each: FS DEVICE DAX, as 'ext4 nvdimm always'; or FS disk NAME.
PLACES=()
# The process of the running guest.
GUEST=

# The directory in the guest at which a place is mounted.
guest_directory() { # PLACE
  printf '/dax/%s\n' "${1// /-}"
}

# The places with their directories in one word each, as ext4:nvdimm:always:/dax/ext4-nvdimm-always.
guest_places() {
  local place words=()
  for place in "${PLACES[@]}"; do
    words+=("${place// /:}:$(guest_directory "$place")")
  done
  printf '%s\n' "${words[*]}"
}

# Writes the job that the next guest_start runs.
guest_job() { # COMMAND...
  local job=$WORK/job place
  mkdir -p -- "$job"
  rm -f -- "$job/status"
  for place in "${PLACES[@]}"; do
    printf '%s %s\n' "$place" "$(guest_directory "$place")"
  done >"$job/places"
  printf '%s\n' "$PROJECT" >"$job/project"
  printf '%s\n' "$KERNEL/lib/modules" "${KERNEL_MODULES[@]}" >"$job/modules"
  printf '%s\0' "$@" >"$job/command"
  printf '%s\0' "PATH=$PATH" "HOME=$HOME" "LANG=C.UTF-8" "TERM=${TERM:-dumb}" \
    ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} \
    "TIDEMARK_DAX_DIR=$(guest_directory "${PLACES[0]}")" >"$job/environment"
}

# Boots the guest in the background; GUEST is its process. What the command writes arrives at OUT and ERR. One processor,
# because the emulation of several at a time breaks code that a JVM has just compiled. It doesn't claim to copy strings
# of bytes fast, because what is emulated byte by byte takes more than twice as long.
guest_start() { # OUT-FD ERR-FD
  local qemu=(
    qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot
    -accel "tcg,thread=single" -cpu "max,erms=off,fsrm=off" -smp 1 -machine "q35,nvdimm=on"
    -m "${RAM_MIB}M,slots=${#PLACES[@]},maxmem=$((RAM_MIB + PMEM_MIB * (${#PLACES[@]} + 1)))M"
    -kernel "$KERNEL/vmlinuz" -initrd "$WORK/initramfs"
    -append "console=ttyS0 quiet panic=-1 oops=panic mitigations=off no_timer_check nokaslr cryptomgr.notests apparmor=0 audit=0"
    -serial "file:$WORK/console.log"
    -device virtio-serial-pci
  )
  guest_share root / "readonly=on,"
  guest_share project "$PROJECT"
  guest_share job "$WORK/job"
  guest_devices
  if [[ -e $WORK/job/interactive ]]; then
    qemu+=(-chardev "stdio,id=terminal,signal=off" -device "virtconsole,chardev=terminal")
    "${qemu[@]}" <&0 &
  else
    qemu+=(-add-fd "fd=$1,set=1" -chardev "file,id=out,path=/dev/fdset/1,append=on" -device "virtserialport,chardev=out,name=out")
    qemu+=(-add-fd "fd=$2,set=2" -chardev "file,id=err,path=/dev/fdset/2,append=on" -device "virtserialport,chardev=err,name=err")
    "${qemu[@]}" </dev/null >"$WORK/qemu.log" 2>&1 &
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
    if [[ $place == *" disk "* ]]; then
      guest_disk "$number"
      continue
    fi
    image=$WORK/pmem$number.img
    [[ -e $image ]] || truncate -s "${PMEM_MIB}M" -- "$image"
    qemu+=(-object "memory-backend-file,id=memory$number,share=on,mem-path=${image//,/,,},size=${PMEM_MIB}M")
    case $place in
      *\ nvdimm\ *) qemu+=(-device "nvdimm,id=pmem$number,memdev=memory$number") ;;
      *) qemu+=(-device "virtio-pmem-pci,id=pmem$number,memdev=memory$number") ;;
    esac
  done
}

# Adds a disk to the caller's qemu options. What is written into a new cluster of its image is found there only once the
# image's tables are written, which QEMU keeps in its own memory until the guest flushes the disk: a cache that is lost
# with the power. Zeros take no cluster, so that this goes for prepared space, too.
guest_disk() { # NUMBER
  local image=$WORK/disk$1.img
  [[ -e $image ]] ||
    qemu-img create -q -f qcow2 -o cluster_size=4096 -- "$image" "${PMEM_MIB}M" || die "qemu-img create $image"
  qemu+=(-drive "if=none,id=disk$1,file=${image//,/,,},format=qcow2,cache=writeback,discard=unmap,detect-zeroes=unmap")
  qemu+=(-device "virtio-blk-pci,drive=disk$1")
}

# Waits until the guest has ended or the time is up, which ends it. Returns the command's exit status, 124 after a
# timeout, 125 if the guest ended without one: it did not boot, or it panicked.
guest_wait() { # SECONDS
  timeout "$1" tail --pid="$GUEST" -s 0.2 -f /dev/null &
  wait $! # In the background, because a signal to this script is heeded at once only by wait.
  local waited=$?
  guest_kill
  guest_ended && return "$(<"$WORK/job/status")"
  ((waited == 124)) || return 125
  return 124
}

# Whether the command has ended, so that there is an exit status.
guest_ended() {
  [[ -s $WORK/job/status ]]
}

# The power cut: nothing in the guest gets a chance to write anything more.
guest_kill() {
  [[ -n $GUEST ]] || return 0
  kill -KILL "$GUEST" 2>/dev/null
  wait "$GUEST" 2>/dev/null
  GUEST=
}
