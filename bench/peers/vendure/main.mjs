// Vendure as a shop runs it: `node main.mjs server | worker | fill`. It is copied to where Vendure is installed and runs there.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  bootstrap,
  bootstrapWorker,
  DefaultJobQueuePlugin,
  DefaultLogger,
  DefaultSearchPlugin,
  JobQueueService,
  LanguageCode,
  LogLevel,
  mergeConfig,
  PaymentMethodHandler,
  RequestContextService,
  SearchService,
  TransactionalConnection,
} from '@vendure/core'
import { populate } from '@vendure/core/cli/index.js'

const { DATABASE_URL, PORT, CATALOGUE, INITIAL } = process.env
const role = process.argv[2]

/** Takes every payment at once, in the process. */
const payment = new PaymentMethodHandler({
  code: 'bench',
  description: [{ languageCode: LanguageCode.en, value: 'Bench' }],
  args: {},
  createPayment: (_ctx, _order, amount) => ({ amount, state: 'Settled', transactionId: 'bench' }),
  settlePayment: () => ({ success: true }),
})

const noFile = async () => {
  throw new Error('The bench has no picture files.')
}
/** Says where a picture lies, as Vendure's asset server does. */
const pictures = {
  toAbsoluteUrl: (request, name) => `${request.protocol}://${request.get('host')}/assets/${name}`,
  fileExists: async () => false,
  writeFileFromBuffer: noFile,
  writeFileFromStream: noFile,
  readFileToBuffer: noFile,
  readFileToStream: noFile,
  deleteFile: noFile,
}

/** What is not said here is as Vendure ships it. */
const config = {
  apiOptions: { hostname: '127.0.0.1', port: Number(PORT), cors: false, csrfPrevention: true },
  authOptions: {
    cookieOptions: { secret: 'bench' },
    superadminCredentials: { identifier: 'bench', password: 'only for this run' },
  },
  dbConnectionOptions: { type: 'postgres', url: DATABASE_URL, synchronize: false, logging: false },
  assetOptions: { assetStorageStrategy: pictures },
  paymentOptions: { paymentMethodHandlers: [payment] },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins: [
    DefaultJobQueuePlugin.init({ useDatabaseForBuffer: true }),
    // While it is filled, changes wait: all of it is indexed once at the end.
    DefaultSearchPlugin.init({ bufferUpdates: role === 'fill', indexStockStatus: false }),
  ],
}

/** Makes the tables and fills them by Vendure's own importer; its jobs are done here as well. */
async function fill() {
  const withTables = mergeConfig(config, { dbConnectionOptions: { synchronize: true } })
  const start = async () => {
    const app = await bootstrap(withTables)
    await app.get(JobQueueService).start()
    return app
  }
  const app = await populate(start, JSON.parse(readFileSync(INITIAL, 'utf8')), CATALOGUE)
  const { rawConnection } = app.get(TransactionalConnection)
  const jobsAreDone = async () => {
    for (let quiet = 0; quiet < 3; ) {
      const [{ n }] = await rawConnection.query(`select count(*)::int as n from job_record where not "isSettled"`)
      quiet = n === 0 ? quiet + 1 : 0
      await sleep(200)
    }
  }
  // The collections take their products; what that would change in the search waits on.
  await app.get(JobQueueService).flush()
  await jobsAreDone()
  // A picture for each product: its row, without a file.
  await rawConnection.query(`
    with made as (
      insert into asset (type, "mimeType", width, height, "fileSize", source, preview)
      select 'IMAGE', 'image/jpeg', 1600, 1600, 100000, slug, 'preview/' || slug || '.jpg' from product_translation
      returning id, source),
    named as (insert into asset_translation ("languageCode", name, "baseId") select 'en', source, id from made),
    placed as (insert into asset_channels_channel ("assetId", "channelId") select made.id, channel.id from made, channel),
    shown as (
      insert into product_asset ("assetId", position, "productId")
      select made.id, 0, "baseId" from made join product_translation on slug = source)
    update product set "featuredAssetId" = made.id
    from made join product_translation on slug = source where "baseId" = product.id`)
  const ctx = await app.get(RequestContextService).create({ apiType: 'admin' })
  await app.get(SearchService).reindex(ctx)
  await jobsAreDone()
  await rawConnection.query('delete from job_record_buffer')
  await rawConnection.query('analyze')
  await app.close()
}

const roles = {
  server: () => bootstrap(config),
  worker: async () => (await bootstrapWorker(config)).startJobQueue(),
  fill: () => fill().then(() => process.exit(0)),
}
await roles[role]()
