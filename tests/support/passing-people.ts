/** Twenty people who walk past the ward centre's first kiosk, one every 4 s; `aside` moves one of them by so many metres. */
export const passingPeople = (aside = 0): string => {
  const rows = Array.from({ length: 20 }, (_, who) =>
    Array.from({ length: 60 }, (__, step) => {
      const t = who * 4 + step * 0.25;
      const y = 1.4 + (who % 4) * 0.2 + (who === 9 ? aside : 0);
      return `${who},${t.toFixed(2)},${(1 + step * 0.27).toFixed(3)},${y.toFixed(3)}`;
    }),
  );
  return `track,t,x,y\n${rows.flat().join('\n')}\n`;
};
