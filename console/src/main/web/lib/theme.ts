/** A colour as a canvas takes it: the variable itself may be one of two. */
export function colour(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const found = getComputedStyle(element).color;
  element.style.color = '';
  return found;
}

/** Calls when the page is light or dark from now on; gives what ends that. */
export function whenThemed(call: () => void): () => void {
  const chosen = new MutationObserver(call);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', call);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', call);
  };
}
