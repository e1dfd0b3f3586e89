# Sourced by the steps: where tools and artifacts are, and how tools are installed.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tools=${STS_CLI_CI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/sts-cli-ci}
dist=${CARGO_TARGET_DIR:-target}/dist
mkdir -p "$tools" "$dist"

# FILE:PACKAGE…: installs Debian's packages whose files or programs are missing.
debian() {
  local entry missing=()
  for entry in "$@"; do
    command -v "${entry%%:*}" >/dev/null || [[ -e ${entry%%:*} ]] || missing+=("${entry#*:}")
  done
  ((${#missing[@]} > 0)) || return 0
  apt-get update --quiet=2
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}

# ARCHITECTURE: the static program of `.ci/release.d/static`, which is built if it is missing.
static_program() {
  local program=$dist/sts-cli-$1-unknown-linux-musl
  [[ -x $program ]] || .ci/release.d/static "$1" >&2
  realpath "$program"
}
