# shellcheck shell=bash
# The guest's kernel: Debian's own package, fetched and unpacked once into a cache folder, never installed.

# Set by kernel_prepare: the folder with vmlinuz and lib/modules.
KERNEL=

kernel_cache() {
  printf '%s\n' "${TIDEMARK_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tidemark}"
}

# What the guest loads, besides the way to its root.
readonly KERNEL_MODULES=(nfit nd_pmem virtio_pmem virtio_blk ext4 xfs loop)

kernel_prepare() {
  local cache
  cache=$(kernel_cache)
  kernel_find "$cache" && [[ -e $KERNEL/uncompressed ]] && return
  mkdir -p -- "$cache" || die "the kernel's cache folder cannot be made; TIDEMARK_VM_CACHE names another"
  exec {KERNEL_LOCK}>"$cache/lock"
  flock "$KERNEL_LOCK"
  kernel_find "$cache" || kernel_fetch "$cache" # Another process may have fetched it by now.
  [[ -e $KERNEL/uncompressed ]] || kernel_uncompress
  exec {KERNEL_LOCK}>&-
}

# The newest of the kernels that are there.
kernel_find() { # CACHE
  KERNEL=$(find "$1" -mindepth 1 -maxdepth 1 -type d -name 'linux-image-*' 2>/dev/null | sort -V | tail -n 1)
  [[ -n $KERNEL ]]
}

# The name of the package changes with each kernel; a package that never changes its name depends on it.
kernel_package() {
  local meta
  for meta in linux-image-6.12-amd64 linux-image-amd64; do
    LC_ALL=C apt-cache depends "$meta" 2>/dev/null |
      sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | grep -m 1 . && return
  done
  die "apt knows neither linux-image-6.12-amd64 nor linux-image-amd64, whose kernel the guest runs: apt-get update may help"
}

kernel_fetch() { # CACHE
  local package unpacked=$1/unpacking
  package=$(kernel_package) || exit
  say "fetching $package into $1"
  rm -rf -- "$unpacked"
  mkdir -- "$unpacked"
  (cd -- "$unpacked" && apt-get download -qq -o APT::Sandbox::User= "$package" >&2) || die "apt-get download $package"
  kernel_unpack "$unpacked" || die "$package cannot be unpacked in $1"
  KERNEL=$1/$package
  mv -- "$unpacked/tree" "$KERNEL"
  rm -rf -- "$unpacked"
}

# Makes a tree of the package in a folder. Debian's packages leave the list of dependencies to their installation.
kernel_unpack() { # FOLDER
  local tree=$1/tree version
  dpkg-deb -x "$1"/*.deb "$tree" || return
  [[ -e $tree/lib ]] || ln -s usr/lib "$tree/lib" || return
  version=$(basename -- "$tree"/lib/modules/*)
  depmod -b "$tree" "$version" && mv -- "$tree/boot/vmlinuz-$version" "$tree/vmlinuz"
}

# To uncompress its modules takes the guest as long as the rest of its boot.
kernel_uncompress() {
  local version modules
  version=$(basename -- "$KERNEL"/lib/modules/*)
  mapfile -t modules < <(kernel_dependencies "$version" "${KERNEL_MODULES[@]}" | grep '\.xz$')
  # Without names xz would read its standard input; modules may be compressed otherwise, or not at all.
  if ! { { ((${#modules[@]} == 0)) || xz -d -f -- "${modules[@]}"; } && depmod -b "$KERNEL" "$version" && touch -- "$KERNEL/uncompressed"; }; then
    die "the modules in $KERNEL cannot be uncompressed; delete that folder to have it fetched anew"
  fi
}

# Prints the files of modules and of what they need, in the order in which they have to be loaded.
kernel_dependencies() { # VERSION MODULE...
  modprobe -C /dev/null -d "$KERNEL" -S "$1" -a --show-depends "${@:2}" |
    sed -n 's/^insmod \(.*\.ko[^ ]*\) *$/\1/p' | awk '!seen[$0]++'
}

# Just enough to mount the host's root: a static busybox and the modules on the way to it.
kernel_initramfs() { # FILE
  local tree=$1.d number=100 version module
  version=$(basename -- "$KERNEL"/lib/modules/*)
  mkdir -p -- "$tree/bin" "$tree/modules"
  cp -- "$(command -v busybox)" "$tree/bin/busybox"
  cp -- "$VM/init" "$tree/init"
  chmod 755 "$tree/init"
  while read -r module; do
    number=$((number + 1))
    case $module in
      *.xz) xz -dc -- "$module" ;;
      *) cat -- "$module" ;;
    esac >"$tree/modules/$number-$(basename -- "$module" .xz)"
  done < <(kernel_dependencies "$version" 9p 9pnet_virtio overlay)
  (cd -- "$tree" && find . | cpio --quiet -o -H newc) >"$1"
  rm -rf -- "$tree"
}
