/** CloudFront Function: 'www.shop.example/a?b' leads to 'shop.example/a?b', for cookies and forms belong to one host. Its runtime knows no destructuring. */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const request = event.request
  const host = request.headers.host.value
  if (!host.startsWith('www.')) return request
  const query = request.rawQueryString()
  const location = `https://${host.slice(4)}${request.uri}${query ? `?${query}` : ''}`
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: location }, 'cache-control': { value: 'public, max-age=86400' } },
  }
}
