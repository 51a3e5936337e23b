import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { Client } from 'pg'

const serverUrl = () =>
  process.env.TEST_DATABASE_URL ?? assert.fail('TEST_DATABASE_URL is not set: run the tests with npm test -- FILE')

/** Asks a database one thing. */
export async function ask<Row extends object = Record<string, unknown>>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** A database with nothing in it, gone with the test. */
export async function emptyDatabase(t: TestContext): Promise<string> {
  const name = `empty_${randomBytes(6).toString('hex')}`
  await ask(serverUrl(), `create database ${name}`)
  t.after(() => ask(serverUrl(), `drop database ${name} with (force)`))
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  return url.href
}
