// The shell script that makes a Debian root and packs it. It runs as root, or as root of a user
// namespace, in a mount and a process namespace of its own: when its first process dies, all of it does.
#pragma once

namespace vmt::machine {

// Its environment: SUITE, PACKAGES (separated by commas), ROOT (a folder that is made and removed),
// FILES and SCRIPT (a folder laid over the root and a script run in it; both may be empty), ARCHIVES (where downloaded packages are kept), IMAGE (the erofs file to write).
inline constexpr auto debian_script = R"sh(
set -eu
umask 022
# What a build left behind that was killed.
rm -rf "$ROOT"

merged=/usr/share/mmdebstrap/hooks/maybe-merged-usr
mmdebstrap --mode=root --variant=apt --format=directory --verbose \
  ${merged:+$([ -d "$merged" ] && echo --hook-dir="$merged")} \
  --include="$PACKAGES" \
  --aptopt='APT::Install-Recommends "false"' \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --skip=download/empty,essential/unlink \
  --setup-hook='mkdir -p "$1/var/cache/apt/archives"' \
  --setup-hook='cp --link "$ARCHIVES"/*.deb "$1/var/cache/apt/archives/" 2>/dev/null || true' \
  --customize-hook='cp --link --no-clobber "$1"/var/cache/apt/archives/*.deb "$ARCHIVES/"' \
  "$SUITE" "$ROOT"

cd "$ROOT"
# Names come from vmt; without a name server an unknown name fails at once.
# What the script of the machine adds: files first, then its own script, in the root as the guest sees it.
if [ -n "$FILES" ]; then cp -R --preserve=mode,links,timestamps --no-target-directory "$FILES" .; fi
if [ -n "$SCRIPT" ]; then
  cp "$SCRIPT" tmp/vmt-build
  chmod 755 tmp/vmt-build
  mount -t proc proc proc
  head -c 2 tmp/vmt-build | grep -q '#!' && set -- /tmp/vmt-build || set -- /bin/sh -e /tmp/vmt-build
  if chroot . /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; then status=0; else status=$?; fi
  umount proc
  rm -f tmp/vmt-build
  if [ "$status" != 0 ]; then echo "E: the build script ended with exit status $status"; exit 1; fi
fi

rm -f etc/machine-id var/lib/dbus/machine-id etc/hostname etc/resolv.conf
: > etc/resolv.conf
echo debian > etc/hostname
printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' > etc/hosts
echo LANG=C.UTF-8 > etc/default/locale
echo '# The root file system comes from vmt.' > etc/fstab
sed -i 's/^root:[^:]*:/root::/' etc/shadow
mkdir -p usr/lib/modules var/log/journal

# Units that only cost time in a guest that lives for minutes, and another init's terminals that are not there.
mkdir -p etc/systemd/system
if [ -e etc/inittab ]; then sed -i 's/^[1-6]:/#&/' etc/inittab; fi
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer logrotate.timer man-db.timer getty.target \
  systemd-networkd-wait-online.service systemd-pstore.service systemd-timesyncd.service; do
  ln -sf /dev/null "etc/systemd/system/$unit"
done
# The image is as up to date as it will get: without these, the first boot rebuilds all caches.
touch etc/.updated var/.updated

mkfs.erofs --quiet "$IMAGE" "$ROOT"
cd /
rm -rf "$ROOT"
)sh";

}  // namespace vmt::machine
