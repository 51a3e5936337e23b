import type { TestContext } from 'node:test'
import type { Shop } from '../../src/domain/shop.ts'

/** TEST_ADAPTERS=aws: the shops of all tests stand on the AWS adapters, each with an engine behind it (aws-adapters.ts). */
export const onAws = process.env.TEST_ADAPTERS === 'aws'

// Loaded only then: the packages take their time in every test file.
const adapters = () => import('./aws-adapters.ts')

/** In the place of the defaults of a shop in this process. */
export const awsPorts = async (t: TestContext): Promise<Partial<Shop>> => (onAws ? (await adapters()).portsFor(t) : {})

/** In the environment of a process of its own. */
export const awsSettings = async (t: TestContext): Promise<Record<string, string>> =>
  onAws ? (await adapters()).settings(t) : {}
