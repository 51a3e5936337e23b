import { startStorefront } from '../examples/storefront/server.ts'

/** `npm run example`: the example shop front, beside a shop that `npm start` has opened. */
await startStorefront()
