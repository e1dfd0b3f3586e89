# What is tried in a clean system: the installation as its administrator, everything else as the user alice.
#
# usage: bash trials.sh FUNCTION
set -euo pipefail

debian() {
  dpkg --install /packages/sts-cli_*_amd64.deb >/dev/null
  as_alice /usr/bin '. /usr/share/bash-completion/bash_completion; _completion_loader sts-cli || [ $? = 124 ]'
  dpkg --remove sts-cli >/dev/null
  [[ ! -e /usr/bin/sts-cli && ! -e /usr/share/bash-completion/completions/sts-cli ]]
}

# Debian's RPM knows no package of the system: a program that needs a C library is installed without the check for it.
rpm_package() {
  local package=(/packages/sts-cli-*.x86_64.rpm) options=()
  ! rpm --query --package --requires "${package[@]}" | grep '^glibc' || options=(--nodeps)
  rpm --force-debian --install "${options[@]}" "${package[@]}"
  rpm --verify "${options[@]}" sts-cli
  as_alice /usr/bin '. /usr/share/bash-completion/bash_completion; _completion_loader sts-cli || [ $? = 124 ]'
  rpm --force-debian --erase sts-cli
  [[ ! -e /usr/bin/sts-cli && ! -e /usr/share/bash-completion/completions/sts-cli && ! -e /usr/share/doc/sts-cli ]]
}

wheel() {
  python3 -m venv /opt/venv
  /opt/venv/bin/pip install --quiet --no-index --disable-pip-version-check /packages/sts_cli-*manylinux*_x86_64*.whl
  as_alice /opt/venv/bin '. <(sts-cli completions bash)'
  shows '^Credentials(access_key=' run_as_alice /opt/venv/bin 'python3 -c "
import sts_cli
with sts_cli.sandbox() as sandbox:
    print(sts_cli.credentials(sandbox.profile))
"'
  shows '^sts-cli ' run_as_alice /opt/venv/bin 'python3 -m sts_cli --version'
}

npm() {
  node /opt/npm/bin/npm-cli.js install --global --offline --no-audit --no-fund --prefix /opt/node --loglevel error \
    /packages/sts-cli-linux-x64-*.tgz /packages/sts-cli-[0-9]*.tgz
  as_alice /opt/node/bin '. <(sts-cli completions bash)'
  shows '/bin/sts-cli$' run_as_alice /opt/node/bin 'node -p "require(\"/opt/node/lib/node_modules/sts-cli\").path()"'
}

# FOLDER COMPLETIONS: what a user does first, with the program in a folder of PATH; COMPLETIONS is what bash runs at its start.
as_alice() {
  shows '^Policy *readwrite' run_as_alice "$1" 'sts-cli demo --as alice'
  shows 'Get temporary S3 credentials' run_as_alice "$1" 'man sts-cli'
  shows '^dem, Tab: demo$' run_as_alice "$1" "$2"'
    complete -p sts-cli >/dev/null
    COMP_WORDS=(sts-cli dem) COMP_CWORD=1 COMP_TYPE=9
    _clap_complete_sts_cli sts-cli dem sts-cli 2>/dev/null
    echo "dem, Tab: ${COMPREPLY[*]}"'
  program=$(run_as_alice "$1" 'command -v sts-cli')
  if [[ $(head -c 2 "$program") != '#!' ]]; then cmp "$program" /expected-program; fi
}

# PATTERN COMMAND…: prints the matching line of a command's output; prints all of it if the command fails or no line matches.
shows() {
  local pattern=$1
  shift
  "$@" >/tmp/output 2>&1 && grep --max-count=1 "$pattern" /tmp/output && return
  echo "no line is like $pattern in:"
  cat /tmp/output
  return 1
}

# FOLDER COMMAND
run_as_alice() {
  id alice >/dev/null 2>&1 || useradd --create-home --shell /bin/bash alice
  env -i PATH="$1:/usr/bin:/bin" HOME=/home/alice LANG=C.UTF-8 MANPAGER=cat \
    setpriv --reuid alice --regid alice --clear-groups bash -c "set -eo pipefail; $2"
}

"$1"
