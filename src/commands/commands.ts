import { catalogCommands } from './catalog-commands.ts'
import { codeCommands } from './code-commands.ts'
import type { Commands } from './command.ts'
import { keyCommands } from './key-commands.ts'
import { orderCommands } from './order-commands.ts'
import { pictureCommands } from './picture-commands.ts'
import { searchCommands } from './search-commands.ts'
import { setupCommands } from './setup-command.ts'
import { stockCommands } from './stock-commands.ts'
import { verifyCommands } from './verify-command.ts'

/** All commands that run on an open shop, by name. */
export const shopCommands: Commands = {
  ...orderCommands,
  ...stockCommands,
  ...catalogCommands,
  ...pictureCommands,
  ...codeCommands,
  ...verifyCommands,
  ...keyCommands,
  ...setupCommands,
  ...searchCommands,
}

/** What can be typed, one call a line. */
export const usages = (commands: Record<string, { usage: string }>): string =>
  Object.values(commands)
    .map(({ usage }) => `  ${usage.replaceAll('\n', '\n  ')}\n`)
    .join('')
