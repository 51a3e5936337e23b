import {
  Aws,
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_iam as iam,
  type aws_kms as kms,
  aws_sns as sns,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'

/** When an alarm begins, and what it means to the one who reads the mail. */
export type Watch = {
  /** A sentence: what is wrong. A second one may say where to look. */
  readonly means: string
  readonly metric: cloudwatch.IMetric
  /** In alarm above this value, or below it. */
  readonly above?: number
  readonly below?: number
  /** So many of the last so many periods; one of one when left out. */
  readonly times?: readonly [number, number]
  /** What no value means: nothing has happened, or something is gone. */
  readonly silence?: 'good' | 'bad'
}

export type AlarmsProps = {
  /** Begins the names of alarms and topics. */
  readonly name: string
  readonly key: kms.IKey
  readonly mail: string
  /** Services of AWS that tell the operator something themselves, as `events.rds`. */
  readonly heard?: readonly string[]
}

/** The alarms of one region. Each tells a topic when it begins and when it is over. */
export class Alarms extends Construct {
  /** Whatever somebody has to look at; goes to the operator by mail. */
  readonly topic: sns.Topic
  /** Parts of which other alarms are made: nobody has subscribed, so that one fault sends one mail. */
  readonly parts: sns.Topic
  readonly mailed: cloudwatch.AlarmBase[] = []
  readonly #name: string

  constructor(scope: Construct, id: string, { name, key, mail, heard }: AlarmsProps) {
    super(scope, id)
    this.#name = name
    this.topic = topicOf(this, 'Topic', `${name}-alarms`, key, heard)
    this.parts = topicOf(this, 'Parts', `${name}-alarm-parts`, key)
    new sns.Subscription(this, 'Mail', { topic: this.topic, protocol: sns.SubscriptionProtocol.EMAIL, endpoint: mail })
  }

  /** An alarm that is mailed. */
  tell(name: string, watch: Watch): cloudwatch.Alarm {
    return this.#mail(this.#alarm(name, watch))
  }

  /** An alarm that is heard only through those that are made of it. */
  part(name: string, watch: Watch): cloudwatch.Alarm {
    return act(this.#alarm(name, watch), this.parts)
  }

  /** In alarm where a value leaves the band of what is usual at this hour and day. */
  tellUnusual(
    name: string,
    { means, metric, side }: Pick<Watch, 'means'> & { metric: cloudwatch.Metric; side: 'above' | 'below' },
  ): cloudwatch.Alarm {
    const operator =
      side === 'above'
        ? cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD
        : cloudwatch.ComparisonOperator.LESS_THAN_LOWER_THRESHOLD
    return this.#mail(
      new cloudwatch.AnomalyDetectionAlarm(this, name, {
        alarmName: `${this.#name}-${name}`,
        alarmDescription: means,
        metric,
        stdDevs: 4,
        evaluationPeriods: 1,
        comparisonOperator: operator,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
    )
  }

  /** In alarm by a rule over other alarms. `unless` keeps it silent, for it says the same louder. */
  compose(
    name: string,
    { means, rule, unless }: { means: string; rule: cloudwatch.IAlarmRule; unless?: cloudwatch.IAlarm },
  ): cloudwatch.CompositeAlarm {
    return this.#mail(
      new cloudwatch.CompositeAlarm(this, name, {
        compositeAlarmName: `${this.#name}-${name}`,
        alarmDescription: means,
        alarmRule: rule,
        ...(unless && {
          actionsSuppressor: unless,
          actionsSuppressorWaitPeriod: Duration.minutes(2),
          actionsSuppressorExtensionPeriod: Duration.minutes(5),
        }),
      }),
    )
  }

  #alarm(name: string, { means, metric, above, below, times: [some, of] = [1, 1], silence = 'good' }: Watch) {
    return new cloudwatch.Alarm(this, name, {
      alarmName: `${this.#name}-${name}`,
      alarmDescription: means,
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        above === undefined
          ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: some,
      evaluationPeriods: of,
      treatMissingData:
        silence === 'bad' ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
    })
  }

  #mail<A extends cloudwatch.AlarmBase>(alarm: A): A {
    this.mailed.push(alarm)
    return act(alarm, this.topic)
  }
}

function act<A extends cloudwatch.AlarmBase>(alarm: A, topic: sns.ITopic): A {
  const action = new actions.SnsAction(topic)
  alarm.addAlarmAction(action)
  alarm.addOkAction(action)
  return alarm
}

/** A topic to which alarms of the account may speak, and no other service but those that are named, as `events.rds`. */
export function topicOf(
  scope: Construct,
  id: string,
  topicName: string,
  masterKey: kms.IKey,
  others: readonly string[] = [],
): sns.Topic {
  const topic = new sns.Topic(scope, id, { topicName, masterKey, enforceSSL: true })
  // A topic with a policy of its own has lost the one that lets the account's alarms in.
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Alarms',
      principals: ['cloudwatch', ...others].map((name) => new iam.ServicePrincipal(`${name}.amazonaws.com`)),
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  )
  return topic
}
