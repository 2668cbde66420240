// The editor of structured text: ProseMirror (Tiptap, from django-prose-editor) under a toolbar of
// words. It produces the HTML that the server keeps: headings, lists, bold, italics, links, tables.
(() => {
  "use strict";

  const OUTILS = [
    ["Titre", "heading", (e) => e.toggleHeading({ level: 4 }), { level: 4 }],
    ["Sous-titre", "heading", (e) => e.toggleHeading({ level: 5 }), { level: 5 }],
    ["Gras", "bold", (e) => e.toggleBold()],
    ["Italique", "italic", (e) => e.toggleItalic()],
    ["Liste", "bulletList", (e) => e.toggleBulletList()],
    ["Liste numérotée", "orderedList", (e) => e.toggleOrderedList()],
    ["Tableau", "table", (e) => e.insertTable({ rows: 3, cols: 3, withHeaderRow: true })],
  ];
  const OUTILS_TABLEAU = [
    ["Ajouter une ligne", (e) => e.addRowAfter()],
    ["Ajouter une colonne", (e) => e.addColumnAfter()],
    ["Retirer la ligne", (e) => e.deleteRow()],
    ["Retirer la colonne", (e) => e.deleteColumn()],
    ["Retirer le tableau", (e) => e.deleteTable()],
  ];

  const bouton = (texte) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = texte;
    element.tabIndex = -1;
    return element;
  };

  // One stop of the Tab key for the whole bar; the arrows move inside it.
  const fleches = (barre) => {
    const visibles = () => [...barre.querySelectorAll("button:not([hidden])")];
    barre.addEventListener("keydown", (evenement) => {
      const pas = { ArrowRight: 1, ArrowLeft: -1 }[evenement.key];
      if (!pas) return;
      const boutons = visibles();
      const rang = (boutons.indexOf(document.activeElement) + pas + boutons.length) % boutons.length;
      for (const autre of barre.querySelectorAll("button")) autre.tabIndex = -1;
      boutons[rang].tabIndex = 0;
      boutons[rang].focus();
      evenement.preventDefault();
    });
    visibles()[0].tabIndex = 0;
  };

  const champLien = (editeur, fermer) => {
    const champ = document.createElement("input");
    champ.type = "url";
    champ.className = "form-control";
    champ.placeholder = "https://";
    champ.setAttribute("aria-label", "Adresse du lien");
    champ.value = editeur.getAttributes("link").href || "";
    const poser = bouton("Poser le lien");
    const retirer = bouton("Retirer le lien");
    for (const b of [poser, retirer]) { b.className = "btn"; b.tabIndex = 0; }
    const appliquer = () => {
      const adresse = champ.value.trim();
      const chaine = editeur.chain().focus().extendMarkRange("link");
      if (!adresse) chaine.unsetMark("link").run();
      else if (editeur.state.selection.empty && !editeur.isActive("link")) {
        chaine.insertContent({ type: "text", text: adresse, marks: [{ type: "link", attrs: { href: adresse } }] }).run();
      } else chaine.setMark("link", { href: adresse }).run();
      fermer();
    };
    poser.addEventListener("click", appliquer);
    retirer.addEventListener("click", () => { champ.value = ""; appliquer(); });
    champ.addEventListener("keydown", (evenement) => {
      if (evenement.key === "Enter") { evenement.preventDefault(); appliquer(); }
      if (evenement.key === "Escape") { fermer(); editeur.commands.focus(); }
    });
    const ligne = document.createElement("div");
    ligne.className = "editeur-lien";
    ligne.append(champ, poser, retirer);
    return { ligne, champ };
  };

  const poserOutils = (cadre, editeur, libelle) => {
    const barre = document.createElement("div");
    barre.className = "editeur-outils";
    barre.setAttribute("role", "toolbar");
    barre.setAttribute("aria-label", `Mise en forme : ${libelle}`);
    const suivis = [];
    for (const [texte, nom, agir, attributs] of OUTILS) {
      const element = bouton(texte);
      element.addEventListener("click", () => agir(editeur.chain().focus()).run());
      element.setAttribute("aria-pressed", "false");
      suivis.push(() => element.setAttribute("aria-pressed", String(editeur.isActive(nom, attributs))));
      barre.append(element);
    }
    let lien = null;
    const fermer = () => { if (lien) lien.ligne.remove(); lien = null; };
    const boutonLien = bouton("Lien");
    boutonLien.addEventListener("click", () => {
      if (lien) { fermer(); return; }
      lien = champLien(editeur, fermer);
      barre.after(lien.ligne);
      lien.champ.focus();
    });
    barre.append(boutonLien);
    for (const [texte, agir] of OUTILS_TABLEAU) {
      const element = bouton(texte);
      element.hidden = true;
      element.addEventListener("click", () => agir(editeur.chain().focus()).run());
      suivis.push(() => { element.hidden = !editeur.isActive("table"); });
      barre.append(element);
    }
    for (const [texte, agir] of [["Annuler", (e) => e.undo()], ["Rétablir", (e) => e.redo()]]) {
      const element = bouton(texte);
      element.addEventListener("click", () => agir(editeur.chain().focus()).run());
      barre.append(element);
    }
    fleches(barre);
    cadre.prepend(barre);
    const suivre = () => { for (const montrer of suivis) montrer(); };
    editeur.on("transaction", suivre);
    suivre();
  };

  // `module`: what django-prose-editor exports; `surChangement`: called when the words change.
  const creer = (module, { hote, html, libelle, surChangement, surFocus }) => {
    const cadre = document.createElement("div");
    cadre.className = "editeur";
    const zone = document.createElement("div");
    zone.className = "editeur-zone";
    cadre.append(zone);
    hote.append(cadre);
    // Escape, then Tab, leaves a list or a table by the keyboard.
    let libre = false;
    const editeur = new module.Editor({
      element: zone,
      content: html,
      injectCSS: false,
      extensions: [
        module.Document, module.Paragraph, module.Text, module.HardBreak, module.Bold, module.Italic,
        module.Heading.configure({ levels: [4, 5] }),
        module.BulletList, module.OrderedList, module.ListItem,
        module.Link.configure({ openOnClick: false, autolink: false, linkOnPaste: true, HTMLAttributes: { target: null, rel: null } }),
        module.Table.configure({ resizable: false }), module.TableRow, module.TableHeader, module.TableCell,
        module.Gapcursor, module.History,
      ],
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": libelle, lang: "fr", spellcheck: "true" },
        transformPastedHTML: (colle) => window.PacteCollage.nettoyer(colle),
        handleDOMEvents: {
          keydown: (vue, evenement) => {
            if (evenement.key === "Tab" && libre) { libre = false; return true; }
            if (evenement.key !== "Shift") libre = evenement.key === "Escape";
            return false;
          },
        },
      },
      onUpdate: surChangement,
      onFocus: surFocus,
    });
    poserOutils(cadre, editeur, libelle);
    return {
      lire: () => (editeur.isEmpty ? "" : editeur.getHTML()),
      ecrire: (texte) => {
        const { from } = editeur.state.selection;
        editeur.commands.setContent(texte, { emitUpdate: false });
        if (editeur.isFocused) editeur.commands.setTextSelection(Math.min(from, editeur.state.doc.content.size));
      },
      viser: () => editeur.commands.focus("end"),
      editeur,
    };
  };

  window.PacteEditeur = { creer };
})();
