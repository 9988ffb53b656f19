/** What the server wrote into the page; its type is agreed with the server code of the same build. */
export function pageData(): unknown {
  const element = document.getElementById('page-data');
  return JSON.parse(element?.textContent ?? '{}');
}
