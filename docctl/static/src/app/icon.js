// Icons out of the sprite whose address stands in a meta tag.

const SVG = 'http://www.w3.org/2000/svg'

/** Make the <svg> element of the icon called `name`. */
export function icon(name) {
  const sprite = document.querySelector('meta[name="icons"]')?.content ?? ''
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `${sprite}#${name}`)
  svg.append(use)
  return svg
}

/** Show another icon in an <svg> made by `icon`. */
export function setIcon(svg, name) {
  svg.firstChild.setAttribute('href', `${svg.firstChild.getAttribute('href').split('#')[0]}#${name}`)
}
