import { aws_cloudwatch as cloudwatch, Duration, aws_elasticloadbalancingv2 as elb } from 'aws-cdk-lib'
import type { Alarms } from './alarms.ts'
import type { Balancer } from './balancer.ts'
import { awsMetric, logMetric, programMetric } from './metrics.ts'
import { type Answers, watchObjective } from './objective.ts'

/** Answers of the balancer: those that it gave itself because no machine did count as failed. */
export const answersOf =
  ({ loadBalancer, targetGroup }: Pick<Balancer, 'loadBalancer' | 'targetGroup'>): Answers =>
  (minutes) => {
    const period = Duration.minutes(minutes)
    return {
      share: '100 * (FILL(target, 0) + FILL(own, 0)) / (FILL(answered, 0) + FILL(own, 0))',
      requests: 'FILL(answered, 0) + FILL(own, 0)',
      usingMetrics: {
        answered: targetGroup.metrics.requestCount({ period }),
        target: targetGroup.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, { period }),
        own: loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, { period }),
      },
    }
  }

/** What shoppers notice. Answers the alarm that says that nobody can buy. */
export function watchShoppers(
  alarms: Alarms,
  { balancer, canary }: { readonly balancer: Balancer; readonly canary: cloudwatch.Alarm },
): cloudwatch.CompositeAlarm {
  const { fast } = watchObjective(alarms, {
    name: 'answers',
    where: 'of the balancer',
    answers: answersOf(balancer),
  })
  const noMachine = alarms.part('no-machine', {
    means: 'The balancer has no machine that answers.',
    metric: balancer.targetGroup.metrics.healthyHostCount({ period: Duration.minutes(1), statistic: 'Maximum' }),
    below: 1,
    times: [2, 2],
    silence: 'bad',
  })
  const down = alarms.compose('shop-is-down', {
    means: 'Nobody can buy: no machine answers, or the canary cannot buy while answers fail.',
    rule: cloudwatch.AlarmRule.anyOf(noMachine, cloudwatch.AlarmRule.allOf(canary, fast)),
  })
  alarms.compose('canary-cannot-buy', {
    means:
      'The canary could not buy the test article. Its last run in CloudWatch Synthetics names the step and shows the page.',
    rule: canary,
    unless: down,
  })
  const slow = alarms.part('slow-answers', {
    means: 'One answer in twenty takes longer than a second.',
    metric: balancer.targetGroup.metrics.targetResponseTime({ period: Duration.minutes(1), statistic: 'p95' }),
    above: 1,
    times: [5, 10],
  })
  alarms.compose('slow', {
    means: 'One answer in twenty takes longer than a second. The dashboard of the operation shows what is full.',
    rule: slow,
    unless: down,
  })
  return down
}

/** What the shop itself tells: orders, payments, mails, jobs and the search. */
export function watchTrade(alarms: Alarms, shop: string, hasSearch: boolean): void {
  const inLog = (process: 'web' | 'worker', count: Parameters<typeof logMetric>[2], minutes: number) =>
    logMetric(shop, process, count, { statistic: 'Sum', minutes })

  alarms.tellUnusual('few-orders', {
    means: 'Far fewer paid orders in an hour than usual at this hour and day.',
    metric: programMetric('worker', 'orders_total', { pay: 'paid' }, { statistic: 'Sum', minutes: 60 }),
    side: 'below',
  })
  alarms.tell('orders-not-placed', {
    means: 'The order button led to a fault: most often the payment provider does not open its page.',
    metric: inLog('web', 'orders-not-placed', 5),
    above: 2,
  })
  alarms.tell('payments-not-read', {
    means: 'The payment provider does not tell how payments stand, or takes no refunds: jobs about payments fail.',
    metric: inLog('worker', 'failed-payment-jobs', 15),
    above: 5,
  })
  alarms.tell('orders-flagged', {
    means: 'Other money came for an order than was asked for. Somebody has to look: `orders show NUMBER`.',
    metric: programMetric('worker', 'facts_total', { fact: 'order.flagged' }, { statistic: 'Sum', minutes: 60 }),
    above: 0,
  })
  alarms.tell('mails-fail', {
    means: 'Mails fail. They wait and are sent later; the log of the worker says why.',
    metric: inLog('worker', 'failed-mails', 15),
    above: 5,
  })
  alarms.tell('jobs-late', {
    means: 'A job that is due has waited longer than five minutes: there are too few workers, or none.',
    metric: programMetric('worker', 'jobs_oldest_seconds', {}, { statistic: 'Maximum', minutes: 5 }),
    above: 300,
    times: [2, 2],
    silence: 'bad',
  })
  alarms.tell('jobs-given-up', {
    means: 'A job was given up after its last attempt: `jobs --set-aside` shows it, `jobs retry ID` tries it again.',
    metric: programMetric('worker', 'jobs', { state: 'set-aside' }, { statistic: 'Maximum', minutes: 5 }),
    above: 0,
  })
  for (const process of ['web', 'worker'] as const) {
    alarms.tell(`${process}-faults`, {
      means: `The log of ${process} tells of faults of the program. The query "faults" lists them.`,
      metric: inLog(process, 'errors', 5),
      above: 10,
      times: [2, 3],
    })
    alarms.tell(`${process}-refuses-to-start`, {
      means: `The process ${process} does not start. Its log says why in a sentence: the query "refused starts".`,
      metric: inLog(process, 'refused-starts', 5),
      above: 5,
    })
  }
  alarms.tell('turned-away', {
    means: 'Shoppers are turned away because machines or the database have too much to do.',
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(overloaded, 0) + FILL(busy, 0)',
      usingMetrics: {
        overloaded: programMetric('web', 'http_refused_total', { why: 'Overloaded' }, { statistic: 'Sum', minutes: 5 }),
        busy: programMetric('web', 'http_refused_total', { why: 'DatabaseBusy' }, { statistic: 'Sum', minutes: 5 }),
      },
      period: Duration.minutes(5),
    }),
    above: 50,
  })
  if (hasSearch)
    alarms.tell('search-falls-back', {
      means: 'PostgreSQL answers searches because OpenSearch is not asked. Shoppers notice nothing yet.',
      metric: programMetric('web', 'search_fallback_total', { why: 'open' }, { statistic: 'Sum', minutes: 5 }),
      above: 0,
      times: [2, 3],
    })
  alarms.tell('mails-bounce', {
    means: 'More than 5 % of the mails come back. At 10 % Amazon SES stops sending.',
    metric: awsMetric('AWS/SES', 'Reputation.BounceRate', {}, { statistic: 'Average', minutes: 60 }),
    above: 0.05,
  })
  alarms.tell('mails-annoy', {
    means:
      'More than one in a thousand receivers complains about mails. At five in a thousand Amazon SES stops sending.',
    metric: awsMetric('AWS/SES', 'Reputation.ComplaintRate', {}, { statistic: 'Average', minutes: 60 }),
    above: 0.001,
  })
}
