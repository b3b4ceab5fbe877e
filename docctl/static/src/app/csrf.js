// The token that proves a request comes from one of our own pages.

/** Give the headers that every changing request carries. */
export function csrfHeaders() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content
  return token ? { 'X-CSRF-Token': token } : {}
}
