// htmx under a strict content security policy: no eval, no inline styles, nothing kept in storage.
import htmx from 'htmx.org'
import { csrfHeaders } from './csrf.js'

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0, // a cached page could hold draft text
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  responseHandling: [
    { code: '204', swap: false },
    { code: '422', swap: true }, // refusals come back as the form with its reasons
    { code: '[23]..', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
})
document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') Object.assign(event.detail.headers, csrfHeaders())
})
// A page one leaves cuts its polls off; that is nothing to report.
const running = new Set()
document.addEventListener('htmx:beforeSend', ({ detail: { xhr } }) => {
  running.add(xhr)
  xhr.addEventListener('loadend', () => running.delete(xhr))
})
window.addEventListener('pagehide', () => {
  for (const xhr of running) Object.assign(xhr, { onerror: null, onabort: null })
})
export { htmx }
