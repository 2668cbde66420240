// What comes from Word, LibreOffice or a web page, made plain before it enters the editor: headings,
// lists (Word writes them as paragraphs), tables, bold, italics and links stay; the rest goes. What is
// kept is decided again by the server.
(() => {
  "use strict";

  const NIVEAU = /mso-list\s*:[^;]*level(\d+)/i;
  const NUMERO = /^\s*\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]/i;

  const remplacer = (element, nom) => {
    const neuf = element.ownerDocument.createElement(nom);
    neuf.append(...element.childNodes);
    element.replaceWith(neuf);
    return neuf;
  };
  const deballer = (element) => element.replaceWith(...element.childNodes);
  // Word says by styles what is a list: they are read as data, for the page's policy allows none.
  const sansStyles = (html) => html.replace(/<style[\s\S]*?(<\/style\s*>|$)/gi, "").replace(/([\s"'/])style(\s*=)/gi, "$1data-mso$2").replace(/([\s"'/])on([a-z]+\s*=)/gi, "$1data-on$2");
  const style = (element) => element.getAttribute("data-mso") || "";

  const retirerCommentaires = (document) => {
    const marcheur = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    const trouves = [];
    while (marcheur.nextNode()) trouves.push(marcheur.currentNode);
    for (const commentaire of trouves) commentaire.remove();
  };

  // Word's list: paragraphs in a row, each with its level and its own bullet or number.
  const niveauDe = (element) => {
    if (element.nodeName !== "P" && element.nodeName !== "DIV") return 0;
    const trouve = NIVEAU.exec(style(element));
    if (trouve) return Number(trouve[1]);
    return /MsoListParagraph/i.test(element.className) ? 1 : 0;
  };
  const lireElement = (paragraphe) => {
    const puces = [...paragraphe.querySelectorAll("span")].filter((span) => /mso-list\s*:\s*ignore/i.test(style(span)));
    const marque = puces.map((puce) => puce.textContent).join("");
    for (const puce of puces) puce.remove();
    let ordonnee = NUMERO.test(marque);
    if (!puces.length) {
      // Some versions leave the bullet in the words.
      const premier = paragraphe.firstChild;
      const trouve = premier && premier.nodeType === Node.TEXT_NODE && /^[\s\u00a0]*([·•o§▪–-]|\d{1,3}[.)])[\s\u00a0]+/.exec(premier.data);
      if (trouve) {
        ordonnee = /\d/.test(trouve[1]);
        premier.data = premier.data.slice(trouve[0].length);
      }
    }
    return ordonnee ? "ol" : "ul";
  };
  const assemblerListes = (document) => {
    for (const paragraphe of [...document.querySelectorAll("p, div")]) {
      if (!paragraphe.isConnected || !niveauDe(paragraphe)) continue;
      const suite = [];
      for (let voisin = paragraphe; voisin && niveauDe(voisin); voisin = voisin.nextElementSibling) suite.push(voisin);
      const pile = [];
      for (const ligne of suite) {
        const niveau = niveauDe(ligne);
        const nom = lireElement(ligne);
        while (pile.length && (pile.at(-1).niveau > niveau || (pile.at(-1).niveau === niveau && pile.at(-1).liste.localName !== nom))) pile.pop();
        if (!pile.length || pile.at(-1).niveau < niveau) {
          const liste = document.createElement(nom);
          const dans = pile.length ? pile.at(-1).liste.lastElementChild : null;
          if (dans) dans.append(liste);
          else ligne.before(liste);
          pile.push({ niveau, liste });
        }
        const element = document.createElement("li");
        const contenu = document.createElement("p");
        contenu.append(...ligne.childNodes);
        element.append(contenu);
        pile.at(-1).liste.append(element);
        ligne.remove();
      }
    }
  };

  const graisses = (document) => {
    // Google Docs wraps everything in <b style="font-weight:normal">.
    for (const gras of [...document.querySelectorAll("b, strong")]) {
      if (/font-weight\s*:\s*(normal|400)/i.test(style(gras))) deballer(gras);
    }
    for (const span of [...document.querySelectorAll("span")]) {
      const dit = style(span);
      let cible = span;
      if (/font-style\s*:\s*italic/i.test(dit)) cible = remplacer(cible, "em");
      if (/font-weight\s*:\s*(bold|[6-9]00)/i.test(dit)) {
        const fort = document.createElement("strong");
        cible.replaceWith(fort);
        fort.append(cible);
      }
    }
  };

  const titres = (document) => {
    for (const titre of [...document.querySelectorAll("h1, p.MsoTitle, h2, h3, h4, h5, h6, p.MsoSubtitle")]) {
      const premier = titre.localName === "h1" || titre.classList.contains("MsoTitle");
      remplacer(titre, premier ? "h4" : "h5");
    }
    // A document that starts its headings at the second level keeps two levels here.
    if (!document.querySelector("h4")) for (const titre of [...document.querySelectorAll("h5")]) remplacer(titre, "h4");
  };

  const enTetes = (document) => {
    for (const tableau of document.querySelectorAll("table")) {
      const premiere = tableau.rows[0];
      if (!premiere || tableau.rows.length < 2 || tableau.querySelector("th")) continue;
      const cellules = [...premiere.cells];
      const enGras = (cellule) => {
        const mots = cellule.textContent.trim();
        const gras = [...cellule.querySelectorAll("b, strong")].map((b) => b.textContent).join("").trim();
        return mots && gras === mots;
      };
      if (cellules.length && cellules.every(enGras)) for (const cellule of cellules) remplacer(cellule, "th");
    }
  };

  const nettoyer = (html) => {
    const document = new DOMParser().parseFromString(sansStyles(html), "text/html");
    for (const inutile of document.querySelectorAll("script, style, meta, link, title, xml, svg, img, object, iframe")) inutile.remove();
    retirerCommentaires(document);
    titres(document);
    assemblerListes(document);
    graisses(document);
    enTetes(document);
    for (const etrange of [...document.querySelectorAll("*")]) if (etrange.localName.includes(":")) deballer(etrange);
    for (const element of document.body.querySelectorAll("*")) {
      for (const attribut of [...element.attributes]) {
        if (!["href", "colspan", "rowspan"].includes(attribut.name)) element.removeAttribute(attribut.name);
      }
    }
    for (const vide of [...document.body.querySelectorAll("p")]) if (!vide.textContent.replace(/\u00a0/g, " ").trim() && !vide.closest("td, th, li")) vide.remove();
    return document.body.innerHTML;
  };

  window.PacteCollage = { nettoyer };
})();
