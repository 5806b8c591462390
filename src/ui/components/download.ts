/** Hands a file made in the page to the browser to save; nothing is asked of any server. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // the browser has read the address by then
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
