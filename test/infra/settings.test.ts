import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig, readDatabaseUrl, settings, WrongSetting } from '../../src/config.ts'
import {
  fileIn,
  profileNames,
  resolve,
  resourcesOf,
  stacksOf,
  userDataOf,
  withoutInfra,
  withStandIns,
} from './templates.ts'

/** The settings of the program and the templates that set them cannot drift apart. */

/** What the AWS SDK reads beside them. */
const ofTheSdk = ['AWS_REGION']
/** What the function of the migration reads by itself. */
const ofTheFunction = /^(SEARCH_(ENDPOINT|MASTER_ROLE|MEMBERS|PREFIX)|NODE_OPTIONS)$/

const unknownIn = (env: Readonly<Record<string, string>>): string[] =>
  Object.keys(env).filter((name) => !(name in settings) && !ofTheSdk.includes(name))

for (const profile of profileNames)
  test(`${profile}: web and worker start with exactly what their user data sets, in every region`, {
    skip: withoutInfra,
  }, () => {
    const all = stacksOf(profile)
    const programs = all.filter((stack) => stack.id === 'program' || stack.id === 'standby-program')
    assert.equal(programs.length, profile === 'global' ? 2 : 1)
    for (const stack of programs) {
      const machines = userDataOf(stack, all)
      assert.equal(machines.size, 2)
      for (const [name, userData] of machines) {
        const env = fileIn(userData, '/etc/tradewind/env')
        assert.deepEqual(unknownIn(env), [], name)
        const config = readConfig(withStandIns(env), 2)
        assert.equal(config.demo, false)
        assert.equal(config.paymentsUrl.protocol, 'stripe:')
        assert.equal(config.keysUrl.protocol, 'kms:')
        assert.equal(config.metricsLog, profile === 'small' ? 'emf-few' : 'emf')
        assert.equal(config.mediaUrl.protocol, 's3:')
        assert.equal(config.searchUrl.protocol, profile === 'small' ? 'postgres:' : 'opensearch+https:')
        assert.match(config.databaseUrl, /sslmode=verify-full/)
        assert.equal(env.AWS_REGION, stack.region)
        if (name.endsWith('web')) assert.equal(config.trustedHops, 2)
        // What has no default stands there because nothing starts without it.
        const needed = [
          'DATABASE_URL',
          'PUBLIC_URL',
          'SECRET',
          'SHOP_DIR',
          'PAYMENTS_URL',
          'PAYMENTS_KEY',
          'MAIL_URL',
          'KEYS_URL',
        ]
        for (const one of needed) {
          const { [one]: _, ...rest } = withStandIns(env)
          assert.throws(() => readConfig(rest, 2), WrongSetting, `${name} starts without ${one}`)
        }
      }
    }
  })

for (const profile of profileNames)
  test(`${profile}: the migration's function has what migrate needs and nothing that nobody reads`, {
    skip: withoutInfra,
  }, () => {
    const all = stacksOf(profile)
    for (const stack of all.filter(({ id }) => id === 'program')) {
      const [[, migration] = assert.fail('There is no function.')] = resourcesOf(stack, 'AWS::Lambda::Function')
      const { Variables } = migration.Properties.Environment as { Variables: Record<string, unknown> }
      const env = Object.fromEntries(
        Object.entries(Variables).map(([name, value]) => [name, resolve(value, stack, all)]),
      )
      assert.deepEqual(
        unknownIn(env).filter((name) => !ofTheFunction.test(name)),
        [],
      )
      assert.match(readDatabaseUrl(withStandIns(env)), /^postgres:/)
    }
  })

test('a name that the program does not know, and one that is missing, are found', { skip: withoutInfra }, () => {
  const all = stacksOf('small')
  const stack = all.find(({ id }) => id === 'program')
  assert.ok(stack)
  const [userData = ''] = userDataOf(stack, all).values()
  const env = fileIn(userData, '/etc/tradewind/env')
  assert.deepEqual(unknownIn({ ...env, SERACH_URL: 'postgres:' }), ['SERACH_URL'])
  assert.throws(() => withStandIns({ ...env, SECRET: 'written in the clear' }), /SECRET stands in the template/)
})
