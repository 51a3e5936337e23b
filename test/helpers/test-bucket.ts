import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { CreateBucketCommand, DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { placeAws } from './aws-place.ts'
import { engineAccess } from './engines.ts'

export const testBucket = 'tradewind-tests'

/** The setting for a process of its own; what it writes stays, as the engine does not. */
export async function ownBucketPlace(endpoint: string): Promise<string> {
  const client = new S3Client({ endpoint, region: 'eu-central-1', credentials: engineAccess })
  await createBucket(client)
  client.destroy()
  return `s3://${testBucket}/t-${randomBytes(6).toString('hex')}`
}

async function createBucket(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: testBucket })).catch((fault: Error) => {
    if (!/^Bucket(AlreadyOwnedByYou|AlreadyExists)$/.test(fault.name)) throw fault
  })
}

export type BucketPlace = { url: URL; client: S3Client; prefix: string }

/** A folder of its own in the bucket of the tests, emptied with the test. `throughUrl`: where the clients of the test ask instead. */
export async function openTestBucket(t: TestContext, url: string, throughUrl = url): Promise<BucketPlace> {
  placeAws(t, { S3: url })
  const client = new S3Client({})
  await createBucket(client)
  placeAws(t, { S3: throughUrl })
  const prefix = `t-${randomBytes(6).toString('hex')}/`
  t.after(async () => {
    await empty(client, prefix)
    client.destroy()
  })
  return { url: new URL(`s3://${testBucket}/${prefix}`), client, prefix }
}

async function empty(client: S3Client, Prefix: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: testBucket, Prefix }))
    if (Contents.length === 0) return
    const Objects = Contents.map(({ Key }) => ({ Key }))
    await client.send(new DeleteObjectsCommand({ Bucket: testBucket, Delete: { Objects } }))
  }
}
