export const root = '/api/store'
export const docsPath = `${root}/docs`

/** True for what the store API answers; its reference is a page of the shop. */
export function isOfStoreApi(requestUrl: string): boolean {
  const at = requestUrl.indexOf('/', 8)
  if (at < 0 || !requestUrl.startsWith(root, at)) return false
  const { pathname } = new URL(requestUrl)
  return (pathname === root || pathname.startsWith(`${root}/`)) && pathname !== docsPath
}
