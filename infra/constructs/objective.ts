import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib'
import type { Alarms } from './alarms.ts'

/** Answers in a hundred that are no fault of ours, over 30 days: 43 minutes of them may fail. */
export const availability = 99.9

/**
 * How fast the share that may fail is used up, and how that is seen: both windows must be over it. The long one says that it matters, the
 * short one that it still goes on. At 14.4 the share of 30 days is gone in 50 hours, at 6 in 5 days.
 */
export const burns = [
  { name: 'fast', rate: 14.4, windows: [5, 60] },
  { name: 'slow', rate: 6, windows: [30, 360] },
] as const

/** Of fewer requests, one that fails proves nothing. */
export const fewestRequests = 100

/** What the share is made of; `minutes` is the length of the window. */
export type Answers = (minutes: number) => {
  /** In words of metric math: the share of failed answers in percent, and how many there were. */
  readonly share: string
  readonly requests: string
  readonly usingMetrics: Record<string, cloudwatch.IMetric>
}

export const failedShare = (
  answers: Answers,
  minutes: number,
  label = 'failed answers in %',
): cloudwatch.MathExpression => {
  const { share, requests, usingMetrics } = answers(minutes)
  return new cloudwatch.MathExpression({
    expression: `IF(${requests} >= ${fewestRequests}, ${share}, 0)`,
    usingMetrics,
    period: Duration.minutes(minutes),
    label,
  })
}

/** One alarm for each speed, made of its two windows. */
export function watchObjective(
  alarms: Alarms,
  { name, where, answers }: { readonly name: string; readonly where: string; readonly answers: Answers },
): { readonly fast: cloudwatch.CompositeAlarm; readonly slow: cloudwatch.CompositeAlarm } {
  const watch = ({ name: speed, rate, windows }: (typeof burns)[number]) => {
    const limit = Math.round(rate * (100 - availability) * 1_000) / 1_000
    const parts = windows.map((minutes) =>
      alarms.part(`${name}-${speed}-${minutes}m`, {
        means: `More than ${limit} % of the answers ${where} failed in ${minutes} minutes.`,
        metric: failedShare(answers, minutes),
        above: limit,
      }),
    )
    return alarms.compose(`${name}-${speed}`, {
      means: `Answers ${where} fail ${rate} times as often as ${availability} % allow, for ${windows[1]} minutes and still now.`,
      rule: cloudwatch.AlarmRule.allOf(...parts),
    })
  }
  const [fast, slow] = burns
  return { fast: watch(fast), slow: watch(slow) }
}
