/** Commands about the clone itself; production has none of them. */
export const cloneCommands = {
  seed: { usage: 'seed                          fills the demo shop, where that has not been done yet' },
  reset: { usage: 'reset --yes                   throws away all orders, customers and products of this clone' },
}
