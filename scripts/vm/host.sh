# shellcheck shell=bash
# What this machine needs for a guest.

# Users who are not root often lack these folders.
PATH=$PATH:/usr/sbin:/sbin

# Each tool with the Debian package that brings it.
readonly HOST_TOOLS='
qemu-system-x86_64 qemu-system-x86
qemu-img qemu-utils
busybox busybox-static
cpio cpio
modprobe kmod
xz xz-utils
flock util-linux
ndctl ndctl
mkfs.ext4 e2fsprogs
mkfs.xfs xfsprogs
apt-get apt
dpkg-deb dpkg'

# Ends with a plain list of what is missing.
host_check() {
  local tool package missing=()
  [[ $(uname -s -m) == 'Linux x86_64' ]] || die "the guest runs on x86-64 Linux only, this is $(uname -s -m)"
  while read -r tool package; do
    command -v "$tool" >/dev/null || missing+=("$package")
  done <<<"${HOST_TOOLS#?}"
  ((${#missing[@]} == 0)) && return
  if command -v apt-get >/dev/null; then
    die "packages are missing: apt-get install --no-install-recommends ${missing[*]}"
  fi
  die "the guest is made of Debian's packages, and this is no Debian: run it in a container of Debian 12 or newer, with ${missing[*]} installed"
}
