import { App, type AppProps } from 'aws-cdk-lib'
import type { Deployment, Profile } from './environments.ts'
import { profileOf } from './environments.ts'
import { AccountStack } from './stacks/account-stack.ts'
import { CopiesStack } from './stacks/copies-stack.ts'
import { DataStack } from './stacks/data-stack.ts'
import { EdgeStack } from './stacks/edge-stack.ts'
import { EdgeWatchStack } from './stacks/edge-watch-stack.ts'
import { KeysStack } from './stacks/keys-stack.ts'
import { ProgramStack } from './stacks/program-stack.ts'
import { RecoverStack } from './stacks/recover-stack.ts'
import { StandbyWatchStack } from './stacks/standby-watch-stack.ts'
import { WatchStack } from './stacks/watch-stack.ts'
import { ZoneStack } from './stacks/zone-stack.ts'

/** CloudFront, its certificate and its WAF can only be made there. */
export const edgeRegion = 'us-east-1'

/**
 * All stacks of a deployment, in the order in which they are made.
 * @param release The folder that `node dev/release.ts` wrote: the program as its machines start it.
 */
export function buildApp(deployment: Deployment, release: string, props: AppProps = {}): App {
  const app = new App(props)
  const { region, standbyRegion } = deployment
  const profile = profileOf(deployment)

  const zone = new ZoneStack(app, 'zone', deployment, edgeRegion)
  const keys = new KeysStack(app, 'keys', deployment, region)
  const copies = new CopiesStack(app, 'copies', deployment, standbyRegion, keys.keys)
  const data = new DataStack(app, 'data', deployment, region, {
    keys: keys.keys,
    cidr: '10.10.0.0/16',
    zone: zone.zone,
    search: profile.search,
    copies,
    primary: null,
    edgeRegion,
  })
  const program = new ProgramStack(app, 'program', deployment, region, {
    data,
    keys: keys.keys,
    zone,
    release,
    groups: profile,
    saleDays: deployment.saleDays,
  })
  const standby = profile.standby && buildStandby(profile.standby)
  const edge = new EdgeStack(app, 'edge', deployment, edgeRegion, {
    zone,
    data,
    program,
    standby: standby?.program ?? null,
  })
  const account = new AccountStack(app, 'account', deployment, region, { keys: keys.keys, data, edgeRegion })
  new RecoverStack(app, 'recover', deployment, region, { keys: keys.keys, data, copies })
  new WatchStack(app, 'watch', deployment, region, {
    keys: keys.keys,
    data,
    copies,
    program,
    standby,
    edge,
    account,
  })
  new EdgeWatchStack(app, 'edge-watch', deployment, edgeRegion, { zone, edge })
  return app

  /** A second shop, smaller and awake, on copies of the data. */
  function buildStandby(size: NonNullable<Profile['standby']>): { data: DataStack; program: ProgramStack } {
    const groups = { ...profile, ...size }
    const itsData = new DataStack(app, 'standby-data', deployment, standbyRegion, {
      keys: copies.keys,
      cidr: '10.20.0.0/16',
      zone: zone.zone,
      search: size.search,
      copies,
      primary: data,
      edgeRegion,
    })
    const itsProgram = new ProgramStack(app, 'standby-program', deployment, standbyRegion, {
      data: itsData,
      keys: copies.keys,
      zone,
      release,
      groups,
      // Idle until it takes over; what is opened from copies sells at once.
      saleDays: deployment.restoredFrom ? deployment.saleDays : [],
    })
    // The migration of the home region makes the tables, which the second region only reads.
    itsProgram.addStackDependency(program)
    new StandbyWatchStack(app, 'standby-watch', deployment, standbyRegion, {
      keys: copies.keys,
      data: itsData,
      program: itsProgram,
      size,
    })
    return { data: itsData, program: itsProgram }
  }
}
