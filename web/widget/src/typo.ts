/** Domains that people mean. Those too short, or too close to others, are known to be right and never proposed. */
const Meant = ('gmail.com yahoo.com hotmail.com outlook.com icloud.com googlemail.com protonmail.com freemail.hu citromail.hu seznam.cz centrum.cz '
  + 't-online.de t-online.hu interia.pl libero.it orange.fr laposte.net hotmail.fr hotmail.es hotmail.it yahoo.fr yahoo.es yahoo.it outlook.fr outlook.es outlook.de').split(' ');
const Right = 'gmx.de gmx.at gmx.net gmx.com web.de mail.com email.com ymail.com live.com aol.com wp.pl o2.pl onet.pl azet.sk email.cz post.cz free.fr sfr.fr walla.co.il yahoo.ro yahoo.de yahoo.pl hotmail.de hotmail.hu outlook.hu outlook.it'.split(' ');

/** Whether one letter more, less, another, or two exchanged make the one of the other (Damerau's four slips). */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (one[at] === other[at]) at++;
  const [rest, wanted] = [one.slice(at), other.slice(at)];
  return rest.slice(1) === wanted.slice(1) || rest === wanted.slice(1) || rest.slice(1) === wanted
    || (rest.slice(2) === wanted.slice(2) && rest[0] === wanted[1] && rest[1] === wanted[0]);
}

/** The address that was probably meant; undefined when this one may well be right. */
export function meantAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  if (at < 1 || Meant.includes(domain) || Right.includes(domain)) return undefined;
  const meant = Meant.find((known) => isOneSlip(domain, known));
  return meant && `${address.slice(0, at)}@${meant}`;
}
