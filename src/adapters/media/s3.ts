import type { Readable } from 'node:stream'
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  cachingOfKey,
  isMediaKey,
  isUploadKey,
  type MediaStore,
  MediaUnavailable,
  typeOfKey,
} from '../../domain/media/media-store.ts'
import { Resting } from '../../kit/breaker.ts'
import { log } from '../../kit/log.ts'
import { WrongSetting } from '../../kit/settings.ts'
import { Late, within } from '../../kit/within.ts'
import { openSilenceBreaker } from '../aws/silence.ts'

/** How long a call may take in all, its repetitions included. */
export type S3Patience = { readMs: number; writeMs: number }

const usualPatience: S3Patience = { readMs: 2_500, writeMs: 15_000 }

// Of a stream so much is held at a time, twice.
const partBytes = 5_242_880

/**
 * Pictures in a bucket: `s3://bucket/prefix?region=eu-central-1`. Credentials, and the region where none is told, come from where the AWS SDK
 * finds them. Rights: s3:ListBucket on the bucket (without it S3 says 403 of what is not there), s3:GetObject, s3:PutObject,
 * s3:DeleteObject and s3:AbortMultipartUpload below the prefix. A rule of the bucket removes `upload-…` after a day and unfinished streams.
 */
export async function openS3(url: URL, patience = usualPatience): Promise<MediaStore> {
  const bucket = url.hostname
  const path = url.pathname.replace(/^\/+|\/+$/g, '')
  const prefix = path && `${path}/`
  const region = url.searchParams.get('region')
  const clientFor = (ms: number) =>
    new S3Client({
      ...(region ? { region } : {}),
      // The SDK repeats with jitter, out of a budget that all calls of a client share.
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: Math.ceil(ms / 2), throwOnRequestTimeout: true },
    })
  const reader = clientFor(patience.readMs)
  const writer = clientFor(patience.writeMs)
  await checkBucket(reader, bucket)

  const guard = openSilenceBreaker()
  const call = async <T>(what: string, ms: number, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await guard(() => within(ms, work))
    } catch (fault) {
      throw meaningOf(fault, what)
    }
  }
  const placeOf = (key: string) => {
    if (!isMediaKey(key)) throw new Error(`'${key}' is not a key of the media store.`)
    return { Bucket: bucket, Key: prefix + key }
  }

  async function writeStream(key: string, bytes: Readable): Promise<void> {
    const { Upload } = await import('@aws-sdk/lib-storage')
    const params = { ...placeOf(key), Body: bytes, ContentType: typeOfKey(key), CacheControl: cachingOfKey(key) }
    // What came before a break is taken away again; a stream may take as long as it takes, each of its parts may not.
    const upload = new Upload({ client: writer, params, partSize: partBytes, queueSize: 2, leavePartsOnError: false })
    await upload.done()
  }

  return {
    async read(key) {
      const place = placeOf(key)
      return call('read', patience.readMs, (abortSignal) =>
        nullWhenAbsent(async () => {
          const { Body } = await reader.send(new GetObjectCommand(place), { abortSignal })
          const body = Body as Readable
          abortSignal.addEventListener('abort', () => body.destroy())
          const chunks: Buffer[] = []
          for await (const chunk of body) chunks.push(chunk)
          return Buffer.concat(chunks)
        }),
      )
    },
    async write(key, bytes) {
      const place = placeOf(key)
      if (!Buffer.isBuffer(bytes)) return guardedStream(bytes, () => writeStream(key, bytes))
      const about = { ContentType: typeOfKey(key), CacheControl: cachingOfKey(key) }
      await call('write', patience.writeMs, (abortSignal) =>
        writer.send(new PutObjectCommand({ ...place, ...about, Body: bytes }), { abortSignal }),
      )
    },
    async exists(key) {
      const place = placeOf(key)
      const found = await call('look', patience.readMs, (abortSignal) =>
        nullWhenAbsent(() => reader.send(new HeadObjectCommand(place), { abortSignal })),
      )
      return found !== null
    },
    async remove(...keys) {
      const Objects = keys.map((key) => ({ Key: placeOf(key).Key }))
      await call('remove', patience.writeMs, async (abortSignal) => {
        const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })
        const { Errors = [] } = await writer.send(command, { abortSignal })
        // Of some it may say no while it removes the others.
        if (Errors[0]) throw Object.assign(new Error(), { name: Errors[0].Code, $metadata: { httpStatusCode: 200 } })
      })
    },
    async *list(after = '') {
      // '~' comes behind all that a key may hold: all of the folder is passed over. S3 orders by `name/`, others by `name`.
      const begin = after ? { StartAfter: `${prefix}${after}/~` } : {}
      let token: string | undefined
      do {
        const from = token ? { ContinuationToken: token } : begin
        const page = await call('list', patience.writeMs, (abortSignal) =>
          writer.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ...from }), {
            abortSignal,
          }),
        )
        for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
          const name = Prefix.slice(prefix.length, -1)
          if (name !== after && isMediaKey(name)) yield name
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token)
    },
    async offerUpload({ key, type, maxBytes, forSeconds }) {
      if (!isUploadKey(key)) throw new Error(`'${key}' is not a key for an upload.`)
      const { createPresignedPost } = await import('@aws-sdk/s3-presigned-post')
      const { Bucket, Key } = placeOf(key)
      const { url: address, fields } = await createPresignedPost(writer, {
        Bucket,
        Key,
        Conditions: [['content-length-range', 1, maxBytes]],
        // Whoever gets hold of the address of an upload is given a file, never a page.
        Fields: { 'Content-Type': type, 'Cache-Control': cachingOfKey(key), 'Content-Disposition': 'attachment' },
        Expires: forSeconds,
      })
      return { address, fields }
    },
  }
}

type Told = Error & { code?: string; $metadata?: { httpStatusCode?: number } }

const statusOf = (fault: unknown): number | undefined => (fault as Told | undefined)?.$metadata?.httpStatusCode

async function nullWhenAbsent<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (fault) {
    // A bucket that is gone is 404 as well.
    if (statusOf(fault) === 404 && (fault as Error).name !== 'NoSuchBucket') return null
    throw fault
  }
}

/** A stream breaks for reasons of its own, which say nothing of the store. */
async function guardedStream(bytes: Readable, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (fault) {
    bytes.destroy()
    throw statusOf(fault) === undefined && !isOfTheWire(fault) ? fault : meaningOf(fault, 'write')
  }
}

// S3's own words name keys and accounts; its code and status say what there is to do.
function meaningOf(fault: unknown, what: string): MediaUnavailable {
  if (fault instanceof Resting)
    return new MediaUnavailable('The media store is not asked for a while: it did not answer.')
  const { name, code, message } = fault as Told
  const status = statusOf(fault)
  const words = status === undefined ? (fault instanceof Late ? message : (code ?? name)) : `${name} ${status}`
  return new MediaUnavailable(`The media store did not ${what}: ${words}`)
}

const isOfTheWire = (fault: unknown): boolean =>
  /^(E[A-Z_]+|UND_ERR)/.test((fault as Told | undefined)?.code ?? '') ||
  /^(TimeoutError|AbortError)$/.test((fault as Error).name)

const nowhere = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL)$/

/** A wrong setting stops the start with a sentence; a store that is only slow or busy does not. */
async function checkBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await within(5_000, (abortSignal) => client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal }))
  } catch (fault) {
    const { name, code = '' } = fault as Told
    const wrong = (words: string) => new WrongSetting(`MEDIA_URL names the bucket '${bucket}', ${words}`)
    switch (statusOf(fault)) {
      case 404:
        throw wrong('which is not there.')
      case 403:
      case 401:
        throw wrong('which does not let us in: look at the credentials and their rights.')
      case 301:
      case 400:
        throw wrong('which cannot be asked like this: look at its name, and name its region with ?region=…')
    }
    if (name === 'CredentialsProviderError') throw wrong('for which the AWS SDK finds no credentials.')
    if (nowhere.test(code) || /region is missing/i.test((fault as Error).message))
      throw wrong(`which cannot be reached (${code || 'no region is set'}).`)
    log('warn', 'media.slow-start', { fault: name, status: statusOf(fault) })
  }
}
