#!/usr/bin/env bash
# Looks every five seconds whether this machine is about to go, because the Auto Scaling group says so or because its Spot capacity
# ends in two minutes. Then the program stops while the machine is still whole: web says 503 at /readyz, answers on until the
# balancer has seen it, and ends; the worker ends its jobs. A shutdown without notice stops it the same way, with less time.

set -euo pipefail

: "${SERVICE:?}" "${FLEET:?}" "${AWS_REGION:?}"
imds=http://169.254.169.254/latest

ask() {
  local token
  token=$(curl --fail --silent --max-time 2 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token") || return 1
  curl --fail --silent --max-time 2 --header "X-aws-ec2-metadata-token: $token" "$imds/meta-data/$1"
}

is_leaving() {
  [ "$(ask autoscaling/target-lifecycle-state)" = Terminated ] || ask spot/instance-action >/dev/null
}

until is_leaving; do sleep "${EVERY_SECONDS:-5}"; done

systemctl stop "tradewind-$SERVICE.service"
# Of Spot capacity that is taken back there may be no hook to complete.
aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$FLEET" --lifecycle-hook-name terminate \
  --instance-id "$(ask instance-id)" --lifecycle-action-result CONTINUE --region "$AWS_REGION" || true
