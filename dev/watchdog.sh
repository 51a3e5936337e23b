#!/bin/sh
# Outlives the program that started it, and then stops what that program leaves behind.
# Standard input is a pipe that only the program holds: lines 'add SIGNAL PID' and 'drop SIGNAL PID', then its end.
# Nothing but the shell is needed, so that it costs next to nothing while it waits.
trap '' HUP INT TERM PIPE

kept=
while read -r verb signal pid; do
  case $verb in
  add) kept="$kept $signal:$pid" ;;
  drop)
    left=
    for one in $kept; do [ "$one" = "$signal:$pid" ] || left="$left $one"; done
    kept=$left
    ;;
  esac
done

for one in $kept; do kill -s "${one%%:*}" "${one##*:}" 2>/dev/null; done

seconds=0
while [ "$seconds" -lt 10 ]; do
  alive=
  for one in $kept; do kill -0 "${one##*:}" 2>/dev/null && alive="$alive ${one##*:}"; done
  [ -z "$alive" ] && exit 0
  sleep 1
  seconds=$((seconds + 1))
done
# To a PostgreSQL server, which is stopped by INT, QUIT is the order to stop at once. Java would only print its threads.
for one in $kept; do
  kill -0 "${one##*:}" 2>/dev/null || continue
  case $one in
  INT:*) kill -s QUIT "${one##*:}" ;;
  *) kill -s KILL "${one##*:}" ;;
  esac
done
