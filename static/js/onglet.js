// What every page that saves as one types shares: words kept in this tab while they cannot leave, the
// banner that says why, and the next try. `pacte.onglet` is read by brouillon.js and redaction.js.
(() => {
  "use strict";
  const REPRISES = [2000, 4000, 8000, 15000];

  // `prefixe` names the kind of page, `moi` who writes; `formulaire` holds [data-etat] and [data-bandeau].
  const onglet = ({ formulaire, prefixe, moi, connexion }) => {
    const etat = formulaire.querySelector("[data-etat]");
    const bandeau = formulaire.querySelector("[data-bandeau]");
    let essais = 0;
    let reprise = null;

    // Somebody else's words, or those of another function, do not stay in this tab.
    for (const nom of Object.keys(sessionStorage)) {
      if (nom.startsWith(prefixe) && !nom.startsWith(`${prefixe}${moi}:`)) sessionStorage.removeItem(nom);
    }

    const dire = (mots) => { if (etat.textContent !== mots) etat.textContent = mots; };
    const avertir = (mots, lien) => {
      bandeau.replaceChildren(document.createTextNode(`${mots} `));
      if (lien) {
        const element = document.createElement("a");
        element.href = lien.url;
        element.textContent = lien.libelle;
        bandeau.append(element);
      }
      bandeau.hidden = false;
    };
    const rassurer = () => { bandeau.hidden = true; bandeau.replaceChildren(); };

    return {
      dire,
      avertir,
      rassurer,
      garder: (tiroir, valeur) => {
        try {
          sessionStorage.setItem(tiroir, JSON.stringify(valeur));
        } catch {
          avertir("Ce navigateur ne garde pas de copie de votre texte : restez sur la page.");
        }
      },
      garde: (tiroir) => {
        try {
          return JSON.parse(sessionStorage.getItem(tiroir));
        } catch {
          return null;
        }
      },
      oublier: (tiroir) => sessionStorage.removeItem(tiroir),
      // Said once the words are kept: the page that follows the sign-in finds them again.
      sessionPerdue: () => {
        avertir(
          "Votre session est fermée. Votre texte est gardé dans cet onglet : rien n’est perdu.",
          { url: `${connexion}?next=${encodeURIComponent(location.pathname)}`, libelle: "Se reconnecter et reprendre" },
        );
        dire("Pas encore enregistré.");
      },
      // Each try waits longer than the one before, up to the last delay.
      reseauPerdu: (reessayer) => {
        avertir("La connexion est perdue. Votre texte est gardé dans cet onglet, et partira dès qu’elle revient.");
        dire("Pas encore enregistré.");
        clearTimeout(reprise);
        reprise = setTimeout(reessayer, REPRISES[Math.min(essais, REPRISES.length - 1)]);
        essais += 1;
      },
      ajourner: () => clearTimeout(reprise),
      reseauRevenu: () => { essais = 0; },
    };
  };

  window.pacte = { ...window.pacte, onglet };
})();
