// The theme wraps wide tables once a page is open; whoever scrolls with keys has to reach them.
new MutationObserver(() => {
  for (const one of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) one.tabIndex = 0;
}).observe(document.documentElement, {childList: true, subtree: true});
