#!/usr/bin/env bash
# Runs a machine's user data in a mount namespace of its own, in which /etc, /opt and /var/log may be written and nothing of the
# real ones is. What a machine of AWS has and this one has not is stood in for: dnf, aws, systemctl, curl to places of AWS, useradd,
# unzip, cfn-signal, the CloudWatch agent. Each notes in $T/calls how it was called.
# Wants: $T, a folder with `user-data`; $RELEASE, an unpacked release; $NODE. Goes on until its standard input ends.

set -euo pipefail

# A new folder in the place of DIR with everything of the old one but what is named after it.
renew() {
  local dir=$1 old=$T/old$1 one name
  shift
  mkdir -p "$old"
  mount --rbind "$dir" "$old"
  mount -t tmpfs none "$dir"
  for one in "$old"/* "$old"/.[!.]*; do
    name=$(basename "$one")
    [[ " $* " == *" $name "* ]] && continue
    if [ -L "$one" ]; then cp -a "$one" "$dir/"
    elif [ -d "$one" ]; then mkdir "$dir/$name" && mount --rbind "$one" "$dir/$name"
    elif [ -f "$one" ]; then : >"$dir/$name" && mount --bind "$one" "$dir/$name"
    fi
  done
}
renew /etc systemd logrotate.d tradewind
renew /opt aws tradewind
mount -t tmpfs none /var/log
mkdir -p /etc/systemd/system /etc/logrotate.d /opt/aws/bin /opt/aws/amazon-cloudwatch-agent/{bin,etc}

mkdir -p "$T/bin"
# stub PATH: the rest of the file is standard input.
stub() {
  { printf '#!/usr/bin/env bash\necho "%s $*" >>"%s/calls"\n' "$(basename "$1")" "$T"; cat; } >"$1"
  chmod +x "$1"
}
stub "$T/bin/dnf" </dev/null
stub "$T/bin/useradd" </dev/null
stub /opt/aws/bin/cfn-signal </dev/null
stub /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl </dev/null
stub "$T/bin/getent" <<<'exit 2'
stub "$T/bin/aws" <<<'[ "$1 $2" = "s3 cp" ] && touch "${@: -1}"; exit 0'
stub "$T/bin/unzip" <<<'cp -a "$RELEASE/." "${@: -1}"'
cat >"$T/bin/curl" <<'END'
#!/usr/bin/env bash
case "${*: -1}" in
  */latest/api/token) echo token ;;
  */meta-data/instance-id) echo i-0123456789abcdef0 ;;
  */meta-data/autoscaling/target-lifecycle-state) cat "$T/lifecycle" 2>/dev/null || echo InService ;;
  */meta-data/spot/instance-action) cat "$T/interruption" 2>/dev/null || exit 22 ;;
  https://truststore.*)
    echo "curl ${*: -1}" >>"$T/calls"
    while [ "$1" != --output ]; do shift; done
    echo 'certificates of RDS' >"$2"
    ;;
  *) PATH=${PATH#*:} exec curl "$@" ;;
esac
END
chmod +x "$T/bin/curl"
# As much of systemd as the units ask for: environment, folder, command, log, the signal to stop.
stub "$T/bin/systemctl" <<'END'
read_unit() { sed -n "s/^$2=//p" "/etc/systemd/system/$1"; }
begin() {
  local unit=$1 file line words log
  local env=("PATH=$PATH" "T=$T")
  while read -r file; do while IFS= read -r line; do env+=("$line"); done <"$file"; done < <(read_unit "$unit" EnvironmentFile)
  while IFS= read -r line; do env+=("$line"); done < <(read_unit "$unit" Environment)
  read -ra words <<<"$(read_unit "$unit" ExecStart)"
  [ "${words[0]}" = /usr/bin/node-24 ] && words[0]=$NODE
  log=$(read_unit "$unit" StandardOutput)
  log=${log#append:}
  cd "$(read_unit "$unit" WorkingDirectory | grep . || echo /)"
  env -i "${env[@]}" "${words[@]}" >>"${log:-$T/$unit.log}" 2>&1 &
  echo $! >"$T/$unit.pid"
}
case "$1" in
  enable) for unit in "${@:3}"; do begin "$unit"; done ;;
  stop)
    pid=$(cat "$T/$2.pid")
    kill -TERM "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    ;;
esac
END

export PATH="$T/bin:$PATH" T NODE RELEASE
code=0
bash "$T/user-data" >"$T/said" 2>&1 || code=$?
mkdir "$T/out"
cp -a /etc/tradewind /etc/systemd/system /etc/logrotate.d /opt/aws/amazon-cloudwatch-agent/etc "$T/out/"
cp -a /var/log/tradewind "$T/out/log" 2>/dev/null || true
echo "$code" >"$T/code"
cat >/dev/null
