// Stores a picture on the server, which answers {src: SHA-256, width, height} or {reasons: [..]}.
import { csrfHeaders } from '../app/csrf.js'

/** Give a function that uploads one file to `url` and gives the attributes of its node. */
export function uploader(url, words) {
  if (!url) return null
  return async (file) => {
    const body = new FormData()
    body.append('file', file)
    let response
    try {
      response = await fetch(url, { method: 'POST', body, headers: { Accept: 'application/json', ...csrfHeaders() } })
    } catch {
      throw new Error(words('offline'))
    }
    const answer = await response.json().catch(() => ({}))
    if (!response.ok) throw new Error(answer.reasons?.join(' ') ?? words('image_refused'))
    if (!/^[0-9a-f]{64}$/.test(answer.src)) throw new Error(words('image_refused'))
    return { src: answer.src, width: answer.width ?? null, height: answer.height ?? null }
  }
}
