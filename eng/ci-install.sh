#!/usr/bin/env bash
# Installs the Debian parts that some tests need. Does nothing when all are there; safe to call again.
set -euo pipefail

# package: a file that it brings
parts=(
  "postgresql:/usr/lib/postgresql"
  "chromium-headless-shell:/usr/lib/chromium/chromium-headless-shell"
  "firefox-esr:/usr/bin/firefox-esr"
  "postfix:/usr/sbin/smtp-sink"
  "dovecot-lmtpd:/usr/lib/dovecot/lmtp"
  "dovecot-sieve:/usr/lib/dovecot/modules/lib90_sieve_plugin.so"
  "opendkim:/usr/sbin/opendkim"
  "nsd:/usr/sbin/nsd"
)

missing=()
for part in "${parts[@]}"; do
  [[ -e "${part#*:}" ]] || missing+=("${part%%:*}")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq

# Where Debian has Chromium only with its windows, the tests take that one.
if [[ " ${missing[*]} " == *" chromium-headless-shell "* ]] && ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
  missing=("${missing[@]/chromium-headless-shell/chromium}")
fi

# Nothing that a package would start is needed: the tests run servers of their own.
policy=/usr/sbin/policy-rc.d
made_policy=false
if [[ ! -e "$policy" ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
  made_policy=true
fi
remove_policy() { if $made_policy; then "${as_root[@]}" rm -f "$policy"; fi; }
trap remove_policy EXIT

echo "postfix postfix/main_mailer_type select No configuration" | "${as_root[@]}" debconf-set-selections
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
