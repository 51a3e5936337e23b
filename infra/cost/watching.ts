import { at, type Found, listAt } from './found.ts'
import { line, type Pricer } from './line.ts'

/** Runs of a schedule in a month. */
export function runsOf(found: Found, path: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(at(found.properties, path))) ?? []
  if (!count || !unit) throw new Error(`${found.type} ${found.id}: ${path} is no rate.`)
  const minutes = { minute: 1, hour: 60, day: 1440 }[unit] ?? 1
  return (730 * 60) / (Number(count) * minutes)
}

export const watching: Readonly<Record<string, Pricer>> = {
  'AWS::CloudWatch::Alarm': (alarm) =>
    Number(at(alarm.properties, 'Period') ?? 60) < 60
      ? [line(alarm, 'watch', 1, 'alarm, every 10 seconds')]
      : [
          line(
            alarm,
            'watch',
            Math.max(1, listAt(alarm.properties, 'Metrics').filter((one) => at(one, 'MetricStat')).length),
            'alarm',
          ),
        ],
  'AWS::CloudWatch::CompositeAlarm': (alarm) => [line(alarm, 'watch', 1, 'composite alarm')],
  'AWS::CloudWatch::Dashboard': (dashboard) => [line(dashboard, 'watch', 1, 'dashboard')],
  'AWS::Logs::MetricFilter': (filter) => [line(filter, 'watch', 1, 'metric', 'metric of a log')],
  'AWS::Synthetics::Canary': (canary) => {
    const runs = runsOf(canary, 'Schedule.Expression')
    return [
      line(canary, 'watch', runs, 'canary run'),
      // A run with a browser: about 40 seconds of 1.5 GB.
      line(canary, 'watch', runs * 40 * 1.5, 'Lambda', 'its function'),
      line(canary, 'watch', 4, 'metric', 'its metrics'),
    ]
  },
  'AWS::SNS::Topic': (topic) => [line(topic, 'watch', 0.005, 'SNS, mails')],
  'AWS::SES::EmailIdentity': (sender, { volumes }) => [line(sender, 'machines', volumes.mails / 1e3, 'SES, mails')],
}
