"use strict";
(() => {
  const cards = [...document.querySelectorAll("article")];
  const bar = document.querySelector(".filters");
  const items = new Map();
  for (const link of document.querySelectorAll(".list a")) items.set(link.hash, link.parentNode);

  const gone = (image) => {
    const note = document.createElement("p");
    note.className = "alert danger";
    note.textContent = "This does not load: " + (image.alt || image.getAttribute("aria-label"));
    image.replaceWith(note);
  };
  const media = document.querySelectorAll("img, video, audio");
  for (const one of media) {
    if (one.tagName === "IMG" && one.complete && !one.naturalWidth) gone(one);
    else one.addEventListener("error", () => gone(one));
  }

  const chosen = bar ? [...bar.querySelectorAll("select")] : [];
  const fits = (card, by) => card.dataset[by.dataset.by].split("\n").includes(by.value);
  const show = () => {
    let shown = 0;
    for (const card of cards) {
      card.hidden = !chosen.every((by) => !by.value || fits(card, by));
      const item = items.get(card.querySelector("h3 a").hash);
      if (item) item.hidden = card.hidden;
      if (!card.hidden) shown += 1;
    }
    bar.querySelector("p").textContent = shown + " of " + cards.length + " changes shown";
  };
  const reveal = () => {
    const card = cards.find((one) => "#" + encodeURIComponent(one.id) === location.hash || "#" + one.id === location.hash);
    if (!card || !card.hidden) return;
    for (const by of chosen) by.value = "";
    show();
    card.scrollIntoView();
  };
  if (chosen.length) {
    bar.hidden = false;
    bar.addEventListener("change", show);
    addEventListener("hashchange", reveal);
    show();
  }

  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
})();
