# What follows the settings in a machine's user data. They are exported above it; infra/constructs/user-data.ts writes them.
# Ends by telling CloudFormation and the Auto Scaling group whether the program runs: a machine that is not told of takes no request.

set -Eeuo pipefail
umask 022

imds() {
  local token
  token=$(curl --fail --silent --max-time 2 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl --fail --silent --max-time 2 --header "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

tell() {
  local code=$?
  trap - EXIT
  local result=CONTINUE
  [ "$code" -eq 0 ] || result=ABANDON
  # Only while the stack is made does it wait for this; later there is nobody who listens.
  /opt/aws/bin/cfn-signal --exit-code "$code" --stack "$STACK" --resource "$RESOURCE" --region "$AWS_REGION" || true
  aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$FLEET" --lifecycle-hook-name launch \
    --instance-id "$(imds instance-id)" --lifecycle-action-result "$result" --region "$AWS_REGION" || true
  exit "$code"
}
trap tell EXIT

# Others run dnf too on a machine that has just started: it then finds a lock, or its files gone.
patiently() {
  for _ in 1 2 3 4 5; do
    if "$@"; then return; fi
    sleep 5
  done
  return 1
}

# A new machine has the newest fixes, and no machine is older than the group allows.
patiently dnf --assumeyes --quiet --releasever=latest --security upgrade
patiently dnf --assumeyes --quiet install amazon-cloudwatch-agent logrotate nodejs24 unzip

release="/opt/tradewind/$VERSION"
mkdir -p "$release"
aws s3 cp --only-show-errors --region "$AWS_REGION" "$RELEASE_URL" /opt/tradewind/release.zip
unzip -q -o /opt/tradewind/release.zip -d "$release"
rm /opt/tradewind/release.zip
ln -sfn "$release" /opt/tradewind/current

bash /opt/tradewind/current/machine/start.sh
