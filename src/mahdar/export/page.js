"use strict";
for (const article of document.querySelectorAll("article")) {
  const marked = [...article.querySelectorAll("[data-e]")].map((node) => [node, new Set(node.dataset.e.split(" "))]);
  let kept = null;
  const light = (node) => {
    const wanted = node ? node.dataset.e.split(" ") : [];
    for (const [other, numbers] of marked) other.classList.toggle("on", other === node || wanted.some((n) => numbers.has(n)));
  };
  const show = (node) => {
    const first = marked.find(([other]) => other.classList.contains("w") && other.classList.contains("on"));
    const box = article.querySelector(".text");
    if (first && node.classList.contains("v") && box.scrollHeight > box.clientHeight) {
      box.scrollTop = first[0].offsetTop - box.offsetTop - box.clientHeight / 3;
    }
  };
  for (const [node] of marked) {
    node.addEventListener("mouseenter", () => light(node));
    node.addEventListener("mouseleave", () => light(kept));
    node.addEventListener("focus", () => light(node));
    node.addEventListener("click", () => {
      kept = kept === node ? null : node;
      light(kept || node);
      show(node);
    });
  }
}
