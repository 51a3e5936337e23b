import { aws_budgets as budgets, aws_ce as ce } from 'aws-cdk-lib'
import { Construct } from 'constructs'

export type SpendingProps = {
  readonly shop: string
  /** US dollars a month. */
  readonly budget: number
  readonly mail: string
}

/** Mails about money: parts of the month's budget that are spent or will be, and days on which the shop cost more than it does. */
export class Spending extends Construct {
  constructor(scope: Construct, id: string, { shop, budget, mail }: SpendingProps) {
    super(scope, id)
    const subscribers = [{ subscriptionType: 'EMAIL', address: mail }]
    new budgets.CfnBudget(this, 'Budget', {
      budget: {
        budgetName: shop,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: budget, unit: 'USD' },
      },
      notificationsWithSubscribers: (
        [
          ['ACTUAL', 50],
          ['ACTUAL', 80],
          ['ACTUAL', 100],
          ['FORECASTED', 100],
        ] as const
      ).map(([notificationType, threshold]) => ({
        notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
        subscribers,
      })),
    })
    // By the tag and not by service: an account has only one monitor by service, and AWS makes it in a new one. The tag counts once
    // it is activated for cost allocation.
    const monitor = new ce.CfnAnomalyMonitor(this, 'Monitor', {
      monitorName: shop,
      monitorType: 'CUSTOM',
      monitorSpecification: JSON.stringify({ Tags: { Key: 'shop', Values: [shop], MatchOptions: ['EQUALS'] } }),
    })
    new ce.CfnAnomalySubscription(this, 'Anomalies', {
      subscriptionName: shop,
      monitorArnList: [monitor.attrMonitorArn],
      frequency: 'DAILY',
      subscribers: [{ type: 'EMAIL', address: mail }],
      thresholdExpression: JSON.stringify({
        Dimensions: {
          Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          MatchOptions: ['GREATER_THAN_OR_EQUAL'],
          Values: [String(Math.max(10, Math.round(budget / 20)))],
        },
      }),
    })
  }
}
