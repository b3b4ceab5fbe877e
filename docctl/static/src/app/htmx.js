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
export { htmx }
