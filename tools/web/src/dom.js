// SPDX-License-Identifier: GPL-3.0-or-later
// Making elements. Text becomes text nodes and nothing else: there is no way from a handle
// or a comment to markup, since nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on")
      for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  put(node, children);
  return node;
}

/** Appends strings as text, nodes as they are, arrays flattened; skips null and false. */
export function put(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces all that a node holds. */
export function show(node, ...children) {
  node.replaceChildren();
  return put(node, children);
}

/** A button that does something. */
export function button(words, run, attributes) {
  return el("button", { type: "button", ...attributes, on: { click: run } }, words);
}

/** Hands a file to the reader. */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

let unique = 0;
export function newId(stem) {
  unique += 1;
  return `${stem}-${unique}`;
}
