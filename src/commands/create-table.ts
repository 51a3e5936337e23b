export const createTableUsage =
  'create-table TABLE …          makes the DynamoDB table of carts and sessions, or what of it is missing'

/** Before any shop is open: one whose table is missing does not start. */
export async function createTables(
  names: readonly string[],
  say: (line: string) => void,
  create: (name: string) => Promise<void>,
): Promise<number> {
  if (names.length === 0 || !names.every((name) => /^[\w.-]{3,255}$/.test(name))) {
    say(createTableUsage)
    return 2
  }
  for (const name of names) await create(name)
  return 0
}
