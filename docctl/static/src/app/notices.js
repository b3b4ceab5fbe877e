// Notices are closed by the reader, never by a clock.

/** Wire the close buttons of notices. */
export function notices() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-notice-close]')
    if (button) button.closest('.notice').remove()
  })
}
