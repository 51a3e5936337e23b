import { at, listAt } from './found.ts'
import { keptLog, line, ofType, type Pricer, writtenLog } from './line.ts'
import { accountEvents, vcpusOf } from './state.ts'

/** Snapshots hold what is used, and after the first one what has changed: so many times the database in all of them. Assumption. */
const allSnapshots = 2.5
/** GB a month of connections and names that are looked at. Assumption. */
const lookedAt = 2

const rulesOf = (properties: unknown) => listAt(properties, 'BackupPlan.BackupPlanRule')

export const keeping: Readonly<Record<string, Pricer>> = {
  'AWS::Backup::BackupPlan': (plan, { traffic, volumes }) => {
    const rules = rulesOf(plan.properties)
    if (rules.some((rule) => at(rule, 'EnableContinuousBackup') === true))
      return [line(plan, 'backup', traffic.media, 'backup, pictures')]
    const places = rules.some((rule) => listAt(rule, 'CopyActions').length > 0) ? 2 : 1
    const table = volumes.visits * 2e-6 * rules.length
    return [
      line(
        plan,
        'backup',
        traffic.database * allSnapshots * places,
        'backup, database',
        'snapshots of the database, both regions',
      ),
      line(plan, 'backup', table * places, 'backup, table', 'snapshots of the table, both regions'),
      line(plan, 'backup', traffic.database, 'traffic between regions', 'copies to the second region'),
    ]
  },
  'AWS::Backup::RestoreTestingSelection': (selection, ground) => {
    const [plan] = ofType(ground, 'AWS::Backup::RestoreTestingPlan', selection.stack)
    const isQuarterly = String(at(plan?.properties, 'ScheduleExpression')).includes(' 1/3 ')
    return [line(selection, 'backup', isQuarterly ? 1 / 3 : 1, 'restore test')]
  },
  // The first copy of what the account does is free; it is written to the log as well.
  'AWS::CloudTrail::Trail': (trail, ground) => [
    ...writtenLog(trail, ground, accountEvents, 'log of what the account did'),
    line(trail, 'watch', (ground.traffic.media * 1e3) / 1e5, 'trail, data events', 'writes of pictures'),
  ],
  'AWS::GuardDuty::Detector': (detector, ground) => [
    line(detector, 'watch', 0.1, 'GuardDuty, events'),
    line(detector, 'watch', lookedAt, 'GuardDuty, network and DNS'),
    line(
      detector,
      'watch',
      ofType(ground, 'AWS::RDS::DBInstance').reduce((sum, database) => sum + vcpusOf(database), 0),
      'GuardDuty, RDS',
      'GuardDuty, sign-ins of the database',
    ),
  ],
  // A line of 600 bytes for each request.
  'AWS::Logs::Delivery': (delivery, ground) => {
    const gigabytes = (ground.volumes.edgeRequests * 600) / 1e9
    return [
      line(delivery, 'watch', gigabytes, 'CloudFront, log lines', 'log of CloudFront'),
      keptLog(delivery, ground, gigabytes, 'log of CloudFront'),
    ]
  },
}
