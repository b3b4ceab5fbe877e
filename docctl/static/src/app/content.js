// Runs a set-up function on the page and on every part that htmx puts into it.

/** Call `setUp(root)` now (or when the page is parsed) and for each swapped-in part. */
export function onContent(setUp) {
  const start = () => setUp(document)
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
  document.addEventListener('htmx:load', (event) => {
    if (event.target !== document.body) setUp(event.target)
  })
}

/** Give the elements under `root` (and `root` itself) that match `selector`. */
export function findAll(root, selector) {
  const found = [...root.querySelectorAll(selector)]
  if (root instanceof Element && root.matches(selector)) found.unshift(root)
  return found
}
