import { createTableUsage } from '../src/commands/create-table.ts'

/** Commands about the clone itself; production has none of them. */
export const cloneCommands = {
  seed: { usage: 'seed                          fills the demo shop, where that has not been done yet' },
  demo: {
    usage: `demo remove --yes             takes out the demo's products, pictures and codes, and all orders, people and mails;
                              products of your own stay`,
  },
  'new-shop': {
    usage: 'new-shop FOLDER               writes the beginning of a shop of your own: words, texts, markets',
  },
  'create-table': { usage: createTableUsage },
  reset: { usage: 'reset --yes                   throws away all orders, customers and products of this clone' },
}
