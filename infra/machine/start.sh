#!/usr/bin/env bash
# Run as root on a new machine, from the release in /opt/tradewind/current: makes the user, the units and the agent's settings,
# starts them and waits until the program answers. Asks for what the user data exports.

set -euo pipefail

: "${SERVICE:?web or worker}" "${LOG_GROUP:?}" "${FLEET:?}" "${AWS_REGION:?}" "${SHOP:?}"
here=/opt/tradewind/current/machine

getent passwd tradewind >/dev/null || useradd --system --home-dir /var/lib/tradewind --create-home --shell /sbin/nologin tradewind
install -d -m 755 /var/log/tradewind

# Whose certificates the database shows.
curl --fail --silent --show-error --retry 5 --retry-connrefused --max-time 30 --output /etc/tradewind/rds-ca.pem \
  "https://truststore.pki.rds.amazonaws.com/$AWS_REGION/$AWS_REGION-bundle.pem"

install -m 644 "$here/tradewind-$SERVICE.service" "$here/tradewind-drain.service" /etc/systemd/system/
install -m 755 "$here/drain.sh" /usr/local/bin/tradewind-drain
install -m 644 "$here/logrotate.conf" /etc/logrotate.d/tradewind
install -d -m 755 /etc/systemd/system/logrotate.timer.d
install -m 644 "$here/logrotate-often.conf" /etc/systemd/system/logrotate.timer.d/often.conf

agent=/opt/aws/amazon-cloudwatch-agent
sed -e "s|@LOG_GROUP@|$LOG_GROUP|g" -e "s|@FLEET@|$FLEET|g" -e "s|@SHOP@|$SHOP|g" -e "s|@SERVICE@|$SERVICE|g" "$here/agent.json" >"$agent/etc/tradewind.json"

systemctl daemon-reload
"$agent/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -c "file:$agent/etc/tradewind.json" -s
systemctl restart logrotate.timer
systemctl enable --now "tradewind-$SERVICE.service" tradewind-drain.service

is_alive() {
  case "$SERVICE" in
    web) curl --fail --silent --max-time 2 --output /dev/null "http://127.0.0.1:$PORT/readyz" ;;
    # In a second region it waits until its database leads.
    *) grep --quiet --extended-regexp '"event":"worker\.(open|waits)"' "/var/log/tradewind/$SERVICE.log" ;;
  esac
}

for _ in $(seq 1 "${WAIT_SECONDS:-180}"); do
  if is_alive; then exit 0; fi
  sleep 1
done
echo "tradewind-$SERVICE did not come up. Its last lines:" >&2
tail -n 20 "/var/log/tradewind/$SERVICE.log" >&2 || true
exit 1
