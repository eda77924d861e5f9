/** What the sensor `roof` measured: three pages of two. */
export const items = [1, 2, 3, 4, 5, 6].map((hour) => ({ sensor: 'roof', hour, degrees: 10 + hour }));
