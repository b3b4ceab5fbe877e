// Words of the interface, in the language of the page: base.html writes them as JSON.

let words

/** Give the word for `name`, with `%(key)s` places filled from `values`. */
export function label(name, values = {}) {
  if (!words) {
    const holder = document.getElementById('ui-labels')
    words = holder ? JSON.parse(holder.textContent) : {}
  }
  return fill(words[name] ?? name, values)
}

/** Fill the `%(key)s` places of `text`. */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (place, key) => String(values[key] ?? place))
}
